// The line to the server. Every answer is one of: ok (with what it says), same (304), signed-out,
// forbidden, stale-token, refused, away. A hotel's own sign-in page is `away`, never `ok`.
const PATIENCE = 8000; // ms; on a bad network waiting longer helps nobody at a door

const onLogin = (answer) => {
  const at = new URL(answer.url, location.href);
  return answer.status === 401 || (at.origin === location.origin && at.pathname === "/login");
};
const judge = async (answer) => {
  if (answer.status === 304) return { is: "same" };
  if (onLogin(answer)) return { is: "signed-out" };
  if (answer.status === 403 || answer.status === 404) return { is: "forbidden" };
  if (answer.status === 400) return { is: "stale-token" };
  if (answer.status >= 500 || answer.status === 429) {
    const wait = Number(answer.headers.get("Retry-After")) * 1000 || 0;
    return { is: "away", wait, broken: answer.status === 500 };
  }
  if (!answer.ok) return { is: "refused" };
  const json = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (!json || answer.redirected) return { is: "away", wait: 0 };
  return { is: "ok", says: await answer.json(), etag: answer.headers.get("ETag") ?? "" };
};
const request = async (address, options, patience = PATIENCE) => {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), patience);
  try {
    return await judge(await fetch(address, { cache: "no-store", ...options, signal: stop.signal }));
  } catch {
    return { is: "away", wait: 0 };
  } finally {
    clearTimeout(clock);
  }
};

/** Asks for JSON; with the ETag of what is already known an unchanged answer is `same`. */
export const ask = (address, { etag = "", patience } = {}) => request(address, {
  headers: { Accept: "application/json", ...(etag && { "If-None-Match": etag }) },
}, patience);

/** {page, policy}: the page freshly made for this session; null without network or sign-in. */
export const freshPage = async () => {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(location.pathname, {
      cache: "no-store", headers: { Accept: "text/html" }, signal: stop.signal,
    });
    if (!answer.ok || answer.redirected) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const policy = answer.headers.get("Content-Security-Policy");
    return page.querySelector("#door[data-csrf]") ? { page, policy } : null;
  } catch {
    return null;
  } finally {
    clearTimeout(clock);
  }
};

/** Sends JSON with the session's token, which is asked for anew when it was refused. */
export const sender = (address, token, patience) => {
  let csrf = token;
  const send = (body) => request(address, {
    method: "POST", body: JSON.stringify(body),
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrf },
  }, patience);
  return async (body) => {
    const first = csrf ? await send(body) : { is: "stale-token" };
    if (first.is !== "stale-token") return first;
    const fresh = await freshPage();
    if (!fresh) return ask(location.pathname).then((found) => (
      found.is === "signed-out" || found.is === "forbidden" ? found : { is: "away", wait: 0 }));
    csrf = fresh.page.querySelector("#door").dataset.csrf;
    const again = await send(body);
    return again.is === "stale-token" ? { is: "refused" } : again;
  };
};
