// Keeps what is typed into <form data-keep> through a reload, a change of language and back: in this
// tab only, since what people type about themselves must not stay on a shared device. It goes once a
// redirect says that the form was stored; the page it leads to loads this script too.
//
// data-keep names whom the form is about, where that is known: nobody else gets it. data-keep-shown
// marks a page that answers a form and holds what was sent. A tick of consent is never put back: it
// is given knowingly, each time. The submission_id is, so that a repeated send is one record; and so
// is the version, so that a change stored meanwhile is noticed.
// Without JavaScript, or when the tab keeps nothing, the form is a plain form.
(() => {
  "use strict";
  const PREFIX = "workshop-kept|";
  const SAME_RECORD = ["submission_id", "version"];
  const NEVER_KEPT = /^(csrf_token|consent.*)$/;
  const TICKED = ["radio", "checkbox"];

  const read = (key) => JSON.parse(sessionStorage.getItem(key));
  const write = (key, kept) => sessionStorage.setItem(key, JSON.stringify(kept));
  const wipeSent = () => {
    const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
    for (const key of keys) if (read(key).sent) sessionStorage.removeItem(key);
  };

  const fieldsOf = (form) => [...form.elements]
    .filter((field) => field.name && !NEVER_KEPT.test(field.name) && field.type !== "submit");
  const isChanged = (field) => (TICKED.includes(field.type)
    ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
  const valuesOf = (fields) => {
    const values = {};
    for (const field of fields) {
      values[field.name] ??= [];
      if (!TICKED.includes(field.type) || field.checked) values[field.name].push(field.value);
    }
    return values;
  };
  // Only what differs from the page as it was sent: what nobody touched stays as it is offered, the
  // language of mails for instance. On a page that holds what was typed that is everything.
  const touched = (form, isShown) => {
    const fields = fieldsOf(form);
    const names = new Set(fields.filter((field) => isShown || isChanged(field))
      .map((field) => field.name));
    if (![...names].some((name) => !SAME_RECORD.includes(name))) return null;
    SAME_RECORD.forEach((name) => names.add(name));
    return valuesOf(fields.filter((field) => names.has(field.name)));
  };
  const restore = (form, values) => {
    for (const field of fieldsOf(form)) {
      const kept = values[field.name];
      if (!kept || field.readOnly) continue;
      if (TICKED.includes(field.type)) field.checked = kept.includes(field.value);
      else field.value = kept[0] ?? "";
    }
  };

  const begin = (form) => {
    const key = `${PREFIX}${form.dataset.keep}|${location.pathname}`;
    const isShown = "keepShown" in form.dataset;
    const keep = (sent) => {
      const values = touched(form, isShown);
      if (values) write(key, { values, sent });
      else sessionStorage.removeItem(key);
    };
    const kept = read(key);
    if (kept && !(isShown && kept.sent)) restore(form, kept.values);
    if (isShown || !kept) keep(false); // also what was typed before this script was there
    form.addEventListener("input", () => keep(false));
    form.addEventListener("change", () => keep(false));
    form.addEventListener("submit", () => keep(true));
  };

  try {
    const [arrival] = performance.getEntriesByType("navigation");
    const form = document.querySelector("form[data-keep]");
    if (form) begin(form);
    else if (arrival?.redirectCount > 0) wipeSent();
  } catch { /* this tab keeps nothing */ }
})();
