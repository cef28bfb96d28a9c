// What the page knows. Plain data plus one `changed(topic)` signal; views subscribe and redraw themselves.

export const state = {
  team: null,
  me: null,
  users: new Map(),
  channels: new Map(),
  commands: [],
  bot: { connected: false },
  home: null,
  prompts: {},
  messages: new Map(),
  hasMore: new Map(),
  loaded: new Set(),
  threads: new Map(),
  threadLoaded: new Set(),
  status: new Map(),
  sessions: new Map(),
  view: { kind: "none" },
  thread: null,
  continuing: new Map(),
  repliesUnread: new Map(),
  modals: [],
  openViews: [],
  link: "connecting",
};

const subscribers = new Set();
let queued = null;

export const subscribe = (fn) => subscribers.add(fn);

/** Collects topics until the next frame so a burst of events (a stream) costs one redraw. */
export function changed(topic) {
  if (!queued) {
    queued = new Set();
    const flush = () => {
      const topics = queued;
      queued = null;
      for (const fn of subscribers) fn(topics);
    };
    if (document.hidden) setTimeout(flush, 16);
    else requestAnimationFrame(flush);
  }
  queued.add(topic);
}

export function takeState(read) {
  state.team = read.team;
  state.users = new Map(read.users.map((u) => [u.id, u]));
  state.me = typeof read.me === "string" ? state.users.get(read.me) : read.me;
  state.channels = new Map(read.channels.map((c) => [c.id, c]));
  state.commands = read.commands || [];
  state.bot = read.bot || state.bot;
  state.home = read.home;
  state.prompts = read.prompts || {};
  state.openViews = read.views || [];
  state.sessions = new Map((read.sessions || []).map((s) => [key(s.channel, s.thread_ts || ""), s]));
  changed("all");
}

export const key = (channel, ts) => `${channel}/${ts}`;
export const isReply = (m) => Boolean(m.thread_ts && m.thread_ts !== m.ts);
export const isBotDm = (id) => {
  const c = state.channels.get(id);
  return Boolean(c && c.is_im && (c.user === state.bot.user_id || !c.user));
};
export const list = (map) => [...(map ? map.values() : [])].sort((a, b) => Number(a.ts) - Number(b.ts));
/** Unread top-level messages, counted by the server, and answers that came in while one was elsewhere. */
export const unreadIn = (id) => (state.channels.get(id)?.unread || 0) + (state.repliesUnread.get(id) || 0);
export const unreadAll = () => [...state.channels.keys()].reduce((n, id) => n + unreadIn(id), 0);
/** Whether the person is looking at this channel now. */
export const here = (channel) => state.view.kind === "channel" && state.view.id === channel && !document.hidden;
export const channelMessages = (id) => list(state.messages.get(id));
export const threadReplies = (channel, ts) => list(state.threads.get(key(channel, ts))).filter((m) => m.ts !== ts);

const bucket = (map, k) => {
  if (!map.has(k)) map.set(k, new Map());
  return map.get(k);
};

export function findMessage(channel, ts, threadTs) {
  const top = state.messages.get(channel)?.get(ts);
  if (top) return top;
  if (threadTs) return state.threads.get(key(channel, threadTs))?.get(ts);
  for (const [k, replies] of state.threads) if (k.startsWith(`${channel}/`) && replies.has(ts)) return replies.get(ts);
  return undefined;
}

const received = new WeakMap();
const stamp = (message) => {
  received.set(message, performance.now());
  return message;
};
const newer = (message, since) => message && (received.get(message) || 0) >= since;

/** Replaces what was read before by a fresh reading, but keeps what the live connection brought after the reading began. */
function merge(into, messages, since, keepOlder) {
  if (!keepOlder) for (const [ts, m] of into) if (!m.ephemeral && !newer(m, since)) into.delete(ts);
  for (const m of messages) if (!newer(into.get(m.ts), since)) into.set(m.ts, m);
}

/** A page of top-level messages, asked for at `since` (`performance.now()`); `older` adds above, else it is the newest page. */
export function takeMessages(channel, page, since, older = false) {
  merge(bucket(state.messages, channel), page.messages, since, older);
  state.hasMore.set(channel, Boolean(page.has_more));
  state.loaded.add(channel);
  changed("messages");
}

export function takeThread(channel, ts, messages, since) {
  merge(
    bucket(state.threads, key(channel, ts)),
    messages.filter((m) => m.ts !== ts),
    since,
  );
  const root = messages.find((m) => m.ts === ts);
  const top = state.messages.get(channel);
  if (root && top?.has(ts) && !newer(top.get(ts), since)) top.set(ts, root);
  state.threadLoaded.add(key(channel, ts));
  changed("messages");
}

/** Puts a new or changed message where it belongs; a new reply also counts on its root. */
export function putMessage(channel, message) {
  stamp(message);
  if (!isReply(message)) {
    bucket(state.messages, channel).set(message.ts, message);
  } else {
    const replies = bucket(state.threads, key(channel, message.thread_ts));
    const known = replies.has(message.ts);
    replies.set(message.ts, message);
    const root = state.messages.get(channel)?.get(message.thread_ts);
    if (root && !known && !message.ephemeral && Number(root.latest_reply || 0) < Number(message.ts)) {
      state.messages.get(channel).set(root.ts, { ...root, reply_count: (root.reply_count || 0) + 1, latest_reply: message.ts });
    }
    if (message.subtype === "thread_broadcast") bucket(state.messages, channel).set(message.ts, message);
  }
  changed("messages");
}

export function dropMessage(channel, ts) {
  state.messages.get(channel)?.delete(ts);
  for (const [k, replies] of state.threads) {
    if (!k.startsWith(`${channel}/`) || !replies.delete(ts)) continue;
    const rootTs = k.slice(channel.length + 1);
    const root = state.messages.get(channel)?.get(rootTs);
    if (root) state.messages.get(channel).set(rootTs, { ...root, reply_count: Math.max(0, (root.reply_count || 1) - 1) });
  }
  changed("messages");
}

export function patchMessage(channel, ts, change, threadTs) {
  const old = findMessage(channel, ts, threadTs);
  if (!old) return false;
  const next = stamp({ ...old, ...change(old) });
  for (const [k, replies] of state.threads) if (k.startsWith(`${channel}/`) && replies.has(ts)) replies.set(ts, next);
  if (state.messages.get(channel)?.has(ts)) state.messages.get(channel).set(ts, next);
  changed("messages");
  return true;
}

export const userOf = (message) =>
  state.users.get(message.user) ||
  (message.bot_id ? state.users.get(state.bot.user_id) : undefined) || {
    id: message.user || message.bot_id || "?",
    name: message.username || "Unknown",
    real_name: message.username || "Unknown",
    initials: "?",
    color: "#7a7a7a",
  };

export function sessionFor(channel, threadTs) {
  return state.sessions.get(key(channel, threadTs || ""));
}
export function statusFor(channel, threadTs) {
  return state.status.get(key(channel, threadTs || ""));
}
