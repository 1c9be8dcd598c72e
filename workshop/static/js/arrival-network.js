// What only the server can do (a walk-in, who came instead, a seat for somebody without one) would
// end on the browser's error page without network. It stays here then, and says what to do meanwhile.
import { say } from "./arrival-words.js";

const noted = (place) => {
  if (place.querySelector("[data-needs]")) return;
  const note = Object.assign(document.createElement("p"), {
    className: "hint", textContent: say("needs-network"),
  });
  note.dataset.needs = "";
  note.setAttribute("role", "status");
  place.append(note);
};

/** reached() → whether the server answers now. Returns what to tell when the network goes or comes. */
export const beginNetwork = (door, reached) => {
  const { walkIn, letIn } = door.dataset;
  const ways = door.querySelector(".door-ways");
  const stays = async (thing, go) => {
    if (thing.dataset.asking) return;
    thing.dataset.asking = "yes";
    const answered = navigator.onLine && await reached();
    delete thing.dataset.asking;
    if (answered) go();
    else noted(thing.closest("li, .door-ways, .door-after") ?? thing.parentNode);
  };
  door.addEventListener("click", (event) => {
    const link = event.target.closest(`a[href="${CSS.escape(walkIn)}"], #found a[href]`);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    stays(link, () => location.assign(link.href));
  });
  door.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("action") !== letIn) return;
    event.preventDefault();
    event.stopPropagation(); // nothing says "sending" before it is sent
    stays(form, () => form.submit());
  }, { capture: true });
  return (away) => {
    if (away) noted(ways);
    else for (const note of door.querySelectorAll("[data-needs]")) note.remove();
  };
};
