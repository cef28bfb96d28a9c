// What the live connection brings, one handler for each type of event.

import { takeView } from "./modal.js";
import { changed, dropMessage, here, isBotDm, isReply, key, patchMessage, putMessage, state } from "./store.js";
import { toast } from "./toast.js";

/** A bot message in a thread ends its status there, as in Slack. */
function clearStatus(channel, message) {
  state.status.delete(key(channel, message.thread_ts || ""));
}

const HANDLERS = {
  message: ({ channel, message }) => {
    putMessage(channel, message);
    if (isReply(message) && isBotDm(channel) && !here(channel))
      state.repliesUnread.set(channel, (state.repliesUnread.get(channel) || 0) + 1);
    if (message.user === state.bot.user_id || message.bot_id) clearStatus(channel, message);
  },
  message_changed: ({ channel, message }) => {
    if (isReply(message) || state.messages.has(channel)) putMessage(channel, message);
  },
  message_deleted: ({ channel, ts }) => dropMessage(channel, ts),
  ephemeral: ({ channel, message }) => putMessage(channel, { ...message, ephemeral: true }),
  status: (e) => {
    const k = key(e.channel, e.thread_ts || "");
    if (e.text) state.status.set(k, e);
    else state.status.delete(k);
    changed("messages");
  },
  session: (e) => {
    state.sessions.set(key(e.channel, e.thread_ts || ""), e);
    changed("messages");
  },
  stream: ({ channel, ts, thread_ts, delta }) => {
    const text = typeof delta === "string" ? delta : delta?.markdown_text || delta?.text || "";
    state.status.delete(key(channel, thread_ts || ""));
    patchMessage(channel, ts, (old) => ({ text: (old.text || "") + text, streaming: true }), thread_ts);
  },
  view_open: takeView,
  view_push: takeView,
  view_update: takeView,
  view_close: takeView,
  home: ({ view }) => {
    state.home = view;
    changed("home");
  },
  prompts: ({ channel, title, prompts }) => {
    state.prompts[channel] = { title, prompts };
    changed("prompts");
  },
  bot: ({ connected }) => {
    state.bot = { ...state.bot, connected };
    changed("bot");
  },
  unread: ({ channel, count }) => {
    const c = state.channels.get(channel);
    if (c) c.unread = here(channel) ? 0 : count;
    changed("unread");
  },
  reaction: ({ channel, ts, reactions }) => patchMessage(channel, ts, () => ({ reactions })),
  toast: ({ text, level }) => toast(text, level),
};

let waiting = null;

/** Acts on one event, or keeps it for later while the state is being read. */
export const hear = (event) => {
  if (waiting) waiting.push(event);
  else HANDLERS[event.type]?.(event);
};

/** Runs `read` with all events held back, so that they land on top of what was read. */
export async function holding(read) {
  waiting ||= [];
  try {
    await read();
  } finally {
    const held = waiting || [];
    waiting = null;
    held.forEach(hear);
  }
}
