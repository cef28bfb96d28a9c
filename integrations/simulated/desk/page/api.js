// The page's side of the contract: JSON over HTTP, always as the person the page acts for.

export const me = new URLSearchParams(location.search).get("as") || "U0JORGE";

export class DeskError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

async function call(path, init) {
  let response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new DeskError("The desk does not answer. Is `jorge run` still running?");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok && body.ok === undefined) throw new DeskError(body.error || `The desk answered ${response.status}.`);
  return body;
}

export function get(path, query = {}) {
  const params = new URLSearchParams({ user: me });
  for (const [k, v] of Object.entries(query)) if (v !== undefined && v !== null) params.set(k, v);
  return call(`/desk/${path}?${params}`);
}

export function post(path, body = {}) {
  return call(`/desk/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user: me, ...body }),
  });
}

export const readState = () => get("state");
export const readMessages = (channel, before) => get(`channels/${channel}/messages`, { before, limit: 50 });
export const readThread = (channel, ts) => get(`channels/${channel}/threads/${ts}`);
export const sendMessage = (channel, text, thread_ts) => post("messages", { channel, text, ...(thread_ts ? { thread_ts } : {}) });
export const sendCommand = (channel, command, text) => post("commands", { channel, command, text });
export const sendActions = (container, actions, state) => post("actions", { container, actions, state });
export const submitView = (id, values) => post(`views/${id}/submit`, { state: { values } });
export const closeView = (id) => post(`views/${id}/close`);
export const openHome = () => post("home");
export const openChannel = (channel) => post("opened", { channel });
export const stopSession = (channel, thread_ts) => post("stop", { channel, thread_ts });
export const react = (channel, ts, name, remove) => post("reactions", { channel, ts, name, ...(remove ? { remove: true } : {}) });
