// The page of tables: whoever chooses somebody by the keyboard goes on in the panel, and stays there
// after a change, instead of walking through all the names in between.
(() => {
  "use strict";

  const KEY = "tables-by-keys";
  const panel = document.getElementById("chosen");

  document.addEventListener("click", (event) => {
    const used = event.target.closest(".rounds .person, .aside button");
    if (used && event.detail === 0) sessionStorage.setItem(KEY, "1");
  });
  addEventListener("load", () => {
    const byKeys = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    if (byKeys) requestAnimationFrame(() => panel?.focus({ preventScroll: true }));
  });
})();
