// What a link or form of the door's page would do on the server ends on the browser's error page
// without network. Walk-ins and substitutes are then recorded here (arrival-late.js), somebody
// without a group is shown by the list here; the rest stays, and says that it needs the network.
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

/** reached() → whether the server answers now; instead(link) does what can be done here and says
    whether it did. Returns what to tell when the network goes or comes. */
export const beginNetwork = (door, reached, instead) => {
  const { walkIn, letIn } = door.dataset;
  const stays = async (thing, go) => {
    if (thing.dataset.asking) return;
    thing.dataset.asking = "yes";
    const answered = navigator.onLine && await reached();
    delete thing.dataset.asking;
    if (answered) go();
    else if (!instead(thing)) noted(thing.closest("li, .door-place, .door-after") ?? thing.parentNode);
  };
  door.addEventListener("click", (event) => {
    const link = event.target.closest(
      `a[href="${CSS.escape(walkIn)}"], #found a[href], .door-place a[href], a[data-part=badge]`);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    stays(link, () => location.assign(link.href));
  });
  door.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method?.toLowerCase() !== "post" || form.matches("#scan, .door-search")) return;
    event.preventDefault();
    event.stopPropagation(); // nothing says "sending" before it is sent
    stays(form, () => form.submit());
  }, { capture: true });
  return (away) => {
    if (!away) for (const note of door.querySelectorAll("[data-needs]")) note.remove();
  };
};
