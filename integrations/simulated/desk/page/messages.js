// The message pane: days, groups, conversations with Jorge shown whole, what he is doing now, older messages on scroll.

import { readMessages, readThread } from "./api.js";
import { h, icon, reconcile } from "./dom.js";
import { continues, dayOf, messageNode } from "./message.js";
import { stayAtEnd } from "./scroll.js";
import { channelMessages, isBotDm, key, state, takeMessages, takeThread, threadReplies } from "./store.js";
import { toast } from "./toast.js";
import { workingItems } from "./working.js";

const SHOWN_REPLIES = 12;
const opened = new Set();

const COUNTS = new Set(["reply_count", "reply_users", "reply_users_count", "latest_reply", "thread_ts"]);

/** What a message looks like, as text. Reply counts matter only where they are shown. */
export const sigOf = (message, counts, ...more) =>
  JSON.stringify([message, state.users.size, ...more], (k, v) => (!counts && COUNTS.has(k) ? undefined : v));

/** Keyed items for a run of messages, grouped by author and day. */
export function messageItems(channel, messages, { onThread, days = true, prefix = "" } = {}) {
  const items = [];
  let before = null;
  for (const m of messages) {
    const fresh = days && (!before || dayOf(before.ts) !== dayOf(m.ts));
    if (fresh)
      items.push({
        key: `${prefix}day:${dayOf(m.ts)}`,
        sig: dayOf(m.ts),
        build: () => h("div", { class: "day", role: "separator" }, h("span", {}, dayOf(m.ts))),
      });
    const grouped = !fresh && continues(before, m);
    items.push({
      key: `${prefix}m:${m.ts}`,
      sig: sigOf(m, Boolean(onThread), grouped),
      build: () => messageNode(channel, m, { grouped, onThread: onThread && (() => onThread(m.ts)) }),
    });
    before = m;
  }
  return items;
}

function conversationItems(channel, root, { onThread, onReply }) {
  const replies = threadReplies(channel, root.ts);
  const working = workingItems(channel, root.ts);
  if (!replies.length && !working.length) return [];
  const k = key(channel, root.ts);
  const hidden = opened.has(k) ? 0 : Math.max(0, replies.length - SHOWN_REPLIES);
  const shown = replies.slice(hidden);
  const items = messageItems(channel, shown, { days: false, prefix: `r${root.ts}` });
  const continuing = state.continuing.get(channel) === root.ts;
  const sig = JSON.stringify([shown.map((m) => m.ts), hidden, working.map((w) => w.sig), continuing, shown]);
  return [
    {
      key: `conv:${root.ts}`,
      sig,
      build: (old) => {
        const node = old || h("div", { class: "conversation", data: { testid: "conversation", thread: root.ts } });
        reconcile(node, [
          ...(hidden
            ? [
                {
                  key: "more",
                  sig: String(hidden),
                  build: () =>
                    h(
                      "button",
                      {
                        type: "button",
                        class: "text-button",
                        on: {
                          click: () => {
                            opened.add(k);
                            onThread(null);
                          },
                        },
                      },
                      `Show ${hidden} earlier ${hidden === 1 ? "reply" : "replies"}`,
                    ),
                },
              ]
            : []),
          ...items,
          ...working,
          {
            key: "foot",
            sig: String(continuing),
            build: () =>
              h(
                "div",
                { class: "conversation-foot" },
                continuing
                  ? null
                  : h(
                      "button",
                      { type: "button", class: "text-button", data: { testid: "continue" }, on: { click: () => onReply(root.ts) } },
                      icon("reply", 14),
                      "Continue here",
                    ),
                h(
                  "button",
                  { type: "button", class: "text-button", data: { testid: "open-thread" }, on: { click: () => onThread(root.ts) } },
                  icon("expand", 14),
                  "Open as thread",
                ),
              ),
          },
        ]);
        return node;
      },
    },
  ];
}

const fetching = new Set();

/** Replies of conversations in view that the page has not read yet. */
function fetchReplies(channel, roots) {
  for (const root of roots) {
    const k = key(channel, root.ts);
    if (!root.reply_count || state.threadLoaded.has(k) || fetching.has(k)) continue;
    fetching.add(k);
    const since = performance.now();
    readThread(channel, root.ts)
      .then((r) => takeThread(channel, root.ts, r.messages, since))
      .catch(() => {})
      .finally(() => fetching.delete(k));
  }
}

/** Makes the pane's list; `draw()` brings it up to date and keeps the reader's place. */
export function messagePane({ onThread, onReply, empty }) {
  const stack = h("div", { class: "stack" });
  const list = h(
    "div",
    { class: "message-list", role: "log", "aria-label": "Messages", data: { testid: "message-list" }, tabindex: "0" },
    stack,
  );
  const jump = h(
    "button",
    { type: "button", class: "jump", hidden: true, data: { testid: "jump" }, on: { click: () => bottom(true) } },
    icon("down", 16),
    "Newest",
  );
  const node = h("div", { class: "pane" }, list, jump);
  const pin = stayAtEnd(list, stack, (atEnd) => {
    jump.hidden = atEnd;
  });
  let loading = false;
  let shown = null;
  const bottom = (smooth) => {
    pin.hold();
    jump.hidden = true;
    list.scrollTo({ top: list.scrollHeight, behavior: smooth ? "smooth" : "instant" });
  };
  list.addEventListener(
    "scroll",
    () => {
      if (list.scrollTop < 120) older();
    },
    { passive: true },
  );

  async function older() {
    const channel = state.view.id;
    const first = channelMessages(channel).find((m) => !m.ephemeral);
    if (loading || !first || !state.hasMore.get(channel)) return;
    loading = true;
    const from = list.scrollHeight - list.scrollTop;
    const since = performance.now();
    try {
      takeMessages(channel, await readMessages(channel, first.ts), since, true);
    } catch (e) {
      toast(e.message, "error");
    }
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        list.scrollTop = list.scrollHeight - from;
        loading = false;
      }),
    );
  }

  function draw() {
    const channel = state.view.id;
    const messages = channelMessages(channel);
    const dm = isBotDm(channel);
    const redraw = (ts) => (ts === null ? draw() : onThread(ts));
    if (dm) fetchReplies(channel, messages);
    let items = messageItems(channel, messages, { onThread: dm ? undefined : redraw });
    if (dm) {
      items = items.flatMap((item) => {
        const root = item.key.startsWith("m:") && messages.find((m) => `m:${m.ts}` === item.key);
        return root ? [item, ...conversationItems(channel, root, { onThread: redraw, onReply })] : [item];
      });
    } else items = items.concat(messages.flatMap((m) => workingItems(channel, m.ts)));
    items = items.concat(workingItems(channel, ""));
    if (!state.loaded.has(channel))
      items = [{ key: "loading", sig: "1", build: () => h("div", { class: "empty" }, h("span", { class: "spinner" })) }];
    else if (!messages.length) items = [{ key: "empty", sig: `${channel}${state.bot.connected}`, build: empty }, ...items];
    const fresh = shown !== channel;
    shown = channel;
    reconcile(stack, items);
    list.setAttribute("aria-busy", String(!state.loaded.has(channel)));
    if (fresh || pin.held()) bottom(false);
    else jump.hidden = false;
  }
  return { node, list, draw, toBottom: bottom };
}
