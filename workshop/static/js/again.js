// A form that was kept while nobody was signed in. Whoever signed in in another tab since has a new
// session: its token is fetched before the form goes, so that one press is enough. Without
// JavaScript, or still signed out, the form comes back once more with everything in it.
(() => {
  "use strict";
  const form = document.querySelector("form[data-again]");
  if (!form) return;
  let going = false;
  const freshen = async () => {
    const answer = await fetch(form.dataset.again, { cache: "no-store", redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[name=csrf_token]");
    if (fresh) form.querySelector("[name=csrf_token]").value = fresh.value;
  };
  addEventListener("pageshow", () => { going = false; }); // also out of the browser's memory
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (going) return;
    going = true;
    freshen().catch(() => {}).then(() => HTMLFormElement.prototype.submit.call(form)); // a field may be named submit
  });
})();
