// The page of a job asks how far it is without being loaded anew: what has the focus keeps it, and only what has changed
// is read out. Without this script the page loads itself again.

const now = document.getElementById("job-now");

function wait() {
  setTimeout(look, Number(now.dataset.seconds) * 1000);
}

async function look() {
  let answer;
  try {
    answer = await fetch("?ask", { redirect: "manual", cache: "no-store" });
  } catch {
    wait(); // no network for a moment: the job goes on all the same
    return;
  }
  const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const next = page?.getElementById("job-now");
  if (!next) {
    location.reload(); // it has ended, and leads to what came of it
    return;
  }
  if (next.innerHTML !== now.innerHTML) now.replaceChildren(...next.childNodes);
  wait();
}

wait();
