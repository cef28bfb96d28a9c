// Puts the page together: reads the state, listens, draws what changed.

import * as api from "./api.js";
import { composer } from "./composer.js";
import { h } from "./dom.js";
import { hear, holding } from "./events.js";
import { drawAbove, drawHead } from "./head.js";
import { drawHome } from "./home.js";
import { connectLive } from "./live.js";
import { messagePane } from "./messages.js";
import { takeViews } from "./modal.js";
import { bot, drawRail, drawSidebar } from "./sidebar.js";
import { changed, here, isBotDm, putMessage, state, subscribe, takeMessages, takeState, takeThread, unreadAll, unreadIn } from "./store.js";
import { applyTheme } from "./theme.js";
import { closeThread, drawThread, openThread } from "./thread.js";
import { toast } from "./toast.js";

const app = document.getElementById("app");
const main = document.getElementById("main");
const head = h("header", { class: "pane-head" });
const banner = h(
  "div",
  { class: "reconnect", role: "status", hidden: true, data: { testid: "reconnecting" } },
  h("span", { class: "spinner" }),
  "Reconnecting...",
);
const homeHost = h("div", { class: "home-scroll", tabindex: "0" });
const pane = messagePane({
  onThread: (ts) => openThread(state.view.id, ts),
  onReply: (ts) => {
    continueIn(state.view.id, ts);
    write.focus();
  },
  empty: emptyPane,
});
const above = h("div", { class: "above" });
const write = composer({
  id: "composer",
  testid: "composer",
  sendTestid: "send",
  above,
  place: herePlace,
  onSent,
  onEscape: () => continueIn(state.view.id, null),
});
main.append(banner, head, pane.node, write.node, homeHost);

function herePlace() {
  const channel = state.channels.get(state.view.id);
  const name = channel?.is_im ? bot().real_name : `#${channel?.name || ""}`;
  const thread_ts = state.continuing.get(state.view.id);
  return {
    channel: state.view.id,
    thread_ts,
    key: `c:${state.view.id}`,
    hint: thread_ts ? `Continue with ${name}` : `Message ${name}`,
    commands: true,
  };
}

function continueIn(channel, ts) {
  if (ts) state.continuing.set(channel, ts);
  else state.continuing.delete(channel);
  changed("messages");
}

function onSent(message, at) {
  if (!message) return;
  putMessage(at.channel, message);
  if (isBotDm(at.channel)) continueIn(at.channel, message.thread_ts || message.ts);
  pane.toBottom(false);
}

export function go(view) {
  const same = state.view.kind === view.kind && state.view.id === view.id;
  state.view = view;
  if (!same) closeThread();
  const hash = view.kind === "home" ? "#home" : `#${view.id}`;
  if (location.hash !== hash) history.replaceState(null, "", location.pathname + location.search + hash);
  if (view.kind === "home") api.openHome().catch((e) => toast(e.message, "error"));
  else enter(view.id);
  changed("all");
  if (matchMedia("(hover: hover)").matches) requestAnimationFrame(() => write.focus());
}

async function enter(id) {
  const channel = state.channels.get(id);
  if (channel) channel.unread = 0;
  state.repliesUnread.delete(id);
  api.openChannel(id).catch(() => {});
  const since = performance.now();
  try {
    takeMessages(id, await api.readMessages(id), since);
  } catch (e) {
    toast(e.message, "error");
  }
}

function emptyPane() {
  const channel = state.channels.get(state.view.id);
  const im = isBotDm(state.view.id);
  return h(
    "div",
    { class: "empty" },
    h("h2", {}, im ? `This is you and ${bot().real_name}` : `#${channel?.name || ""}`),
    h(
      "p",
      {},
      im
        ? "Ask in plain language: what a home is worth, who is ready to buy, what came on the market today."
        : channel?.topic || "Nothing here yet.",
    ),
  );
}

function draw() {
  if (!state.team) return;
  const home = state.view.kind === "home";
  drawRail({ go });
  drawSidebar({ go });
  drawHead(head, { go });
  homeHost.hidden = !home;
  pane.node.hidden = home;
  write.node.hidden = home;
  if (home) drawHome(homeHost);
  else {
    drawAbove(above, { write, continueIn });
    write.moved();
    pane.draw();
  }
  drawThread();
  banner.hidden = state.link !== "reconnecting";
  app.dataset.link = state.link;
  const unread = unreadAll();
  document.title = `${unread ? `(${unread}) ` : ""}${bot().real_name} · ${state.team.name}`;
}

/** Reads everything in view anew. */
async function reread() {
  const since = performance.now();
  takeState(await api.readState());
  takeViews(state.openViews);
  if (state.view.kind === "channel" && here(state.view.id)) state.channels.get(state.view.id).unread = 0;
  if (state.view.kind === "none") return;
  if (state.view.kind === "channel") takeMessages(state.view.id, await api.readMessages(state.view.id), since);
  const known = [...state.threadLoaded].filter((k) => k.startsWith(`${state.view.id}/`)).slice(-12);
  await Promise.all(
    known.map(async (k) => {
      const [c, ts] = k.split("/");
      takeThread(c, ts, (await api.readThread(c, ts)).messages, since);
    }),
  );
}

async function start() {
  applyTheme();
  subscribe(draw);
  for (let tries = 0; !state.team; tries += 1) {
    try {
      takeState(await api.readState());
    } catch (e) {
      if (!tries) toast(e.message, "error");
      await new Promise((r) => setTimeout(r, Math.min(500 * (tries + 1), 4000)));
    }
  }
  const link = /^\/archives\/([^/]+)\/p(\d+)(\d{6})$/.exec(location.pathname);
  const wanted = link ? link[1] : location.hash.slice(1);
  const dm = [...state.channels.values()].find((c) => c.is_im) || [...state.channels.values()][0];
  go(wanted === "home" ? { kind: "home" } : { kind: "channel", id: state.channels.has(wanted) ? wanted : dm.id });
  if (link && state.channels.has(link[1])) openThread(link[1], `${link[2]}.${link[3]}`);
  app.setAttribute("aria-busy", "false");
  connectLive(hear, (now, first) => {
    state.link = now;
    app.dataset.link = now;
    if (now === "open") {
      if (!first) state.status.clear();
      holding(reread).catch((e) => toast(e.message, "error"));
    }
    changed("link");
  });
}

document.addEventListener("click", (e) => {
  const target = e.target.closest?.("[data-open-channel]");
  if (target) {
    e.preventDefault();
    if (state.channels.has(target.dataset.openChannel)) go({ kind: "channel", id: target.dataset.openChannel });
  }
});
document.addEventListener("keydown", (e) => {
  if (e.key === "Escape" && state.thread && !document.querySelector("dialog[open]")) closeThread();
});
addEventListener("hashchange", () => {
  const id = location.hash.slice(1);
  if (id === "home") go({ kind: "home" });
  else if (state.channels.has(id)) go({ kind: "channel", id });
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && state.view.kind === "channel" && unreadIn(state.view.id)) enter(state.view.id);
});
start();
