/* Says on the button how many rows are ticked, and ticks all of them without loading the page again.
   Without this script the links load the page with everything or nothing ticked. */

for (const form of document.querySelectorAll(".confirm-form")) {
  const said = form.querySelector("[data-ticks-said]");
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const say = () => {
    const count = boxes.filter((box) => box.checked).length;
    said.textContent = count ? `選んだ${count}件を確認する` : "選んだ項目を確認する";
  };
  const tick = (value) => (event) => {
    event.preventDefault();
    for (const box of boxes) box.checked = value;
    say();
  };
  form.addEventListener("change", say);
  form.querySelector("[data-tick-all]").addEventListener("click", tick(true));
  form.querySelector("[data-tick-none]").addEventListener("click", tick(false));
  say();
}
