// Every page: the error summary takes the focus, and a button that was pressed says that it works.
(() => {
  "use strict";
  document.querySelector("[data-focus]")?.focus();

  const idle = (button) => {
    if (button.dataset.idle === undefined) return;
    button.textContent = button.dataset.idle;
    button.style.minWidth = "";
    delete button.dataset.idle;
    button.form.removeAttribute("aria-busy");
  };

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.getAttribute("aria-busy") === "true") event.preventDefault();
    if (event.defaultPrevented || !button?.dataset.busy || event.target.method !== "post") return;
    button.style.minWidth = `${button.offsetWidth}px`;
    button.dataset.idle = button.textContent;
    button.textContent = button.dataset.busy;
    event.target.setAttribute("aria-busy", "true");
  });
  // A page that comes back from the browser's memory is usable again.
  addEventListener("pageshow", () => document.querySelectorAll("[data-idle]").forEach(idle));
})();
