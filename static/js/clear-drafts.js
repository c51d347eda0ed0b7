// After logging out nothing that was typed stays in the tab.

for (const key of Object.keys(sessionStorage)) {
  if (key.startsWith("draft ")) sessionStorage.removeItem(key);
}
