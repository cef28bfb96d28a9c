// The side panel with one thread.

import { readThread } from "./api.js";
import { composer } from "./composer.js";
import { h, iconButton, reconcile, replace } from "./dom.js";
import { messageItems } from "./messages.js";
import { stayAtEnd } from "./scroll.js";
import { bot } from "./sidebar.js";
import { changed, findMessage, key, putMessage, state, takeThread, threadReplies } from "./store.js";
import { toast } from "./toast.js";
import { workingItems } from "./working.js";

const panel = document.getElementById("thread");
const stack = h("div", { class: "stack" });
const list = h(
  "div",
  { class: "message-list", role: "log", "aria-label": "Thread messages", tabindex: "0", data: { testid: "thread-messages" } },
  stack,
);
const pin = stayAtEnd(list, stack);
const place = () => ({
  channel: state.thread?.channel,
  thread_ts: state.thread?.ts,
  key: `t:${state.thread?.channel}:${state.thread?.ts}`,
  hint: "Reply...",
  commands: false,
});
const write = composer({
  id: "thread-composer",
  testid: "thread-composer",
  sendTestid: "thread-send",
  place,
  onSent: (m, at) => {
    if (m) {
      putMessage(at.channel, m);
      pin.hold();
    }
  },
  onEscape: closeThread,
});
const where = h("small", {});
let back = null;

panel.append(
  h(
    "header",
    { class: "pane-head" },
    h("div", { class: "pane-title" }, h("h2", {}, "Thread"), where),
    iconButton("close", "Close thread", closeThread, { data: { testid: "close-thread" } }),
  ),
  list,
  write.node,
);

export async function openThread(channel, ts) {
  back = document.activeElement;
  state.thread = { channel, ts };
  pin.hold();
  changed("thread");
  const since = performance.now();
  try {
    takeThread(channel, ts, (await readThread(channel, ts)).messages, since);
  } catch (error) {
    toast(error.message, "error");
  }
  requestAnimationFrame(() => write.focus());
}

export function closeThread() {
  if (!state.thread) return;
  state.thread = null;
  changed("thread");
  if (back?.isConnected) back.focus();
}

export function drawThread() {
  const open = Boolean(state.thread);
  panel.hidden = !open;
  document.getElementById("app").classList.toggle("thread-open", open);
  if (!open) return;
  const { channel, ts } = state.thread;
  const root = findMessage(channel, ts);
  const c = state.channels.get(channel);
  replace(where, c?.is_im ? bot().real_name : `#${c?.name || ""}`);
  const replies = threadReplies(channel, ts);
  const count = {
    key: "count",
    sig: String(replies.length),
    build: () =>
      h(
        "div",
        { class: "day reply-count", role: "separator" },
        h("span", {}, `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`),
      ),
  };
  reconcile(stack, [
    ...messageItems(channel, root ? [root] : [], { prefix: "root" }),
    ...(replies.length ? [count] : []),
    ...messageItems(channel, replies, { days: false, prefix: key(channel, ts) }),
    ...workingItems(channel, ts),
  ]);
  write.moved();
  if (pin.held()) list.scrollTop = list.scrollHeight;
}
