// The app's Home tab.

import { renderBlocks } from "./blocks/index.js";
import { h, replace } from "./dom.js";
import { bot } from "./sidebar.js";
import { state } from "./store.js";

let shown = "";

/** Draws the published view into `host`; values typed before an update stay. */
export function drawHome(host) {
  const view = state.home;
  const sig = view ? JSON.stringify([view.id, view.hash, view.blocks]) : `none${state.bot.connected}`;
  if (host.firstChild && sig === shown) return;
  shown = sig;
  const page = h("div", { class: "home", data: { testid: "home", viewId: view?.id } });
  if (!view) {
    page.append(
      h(
        "div",
        { class: "empty" },
        h("h2", {}, state.bot.connected ? `${bot().real_name} is preparing this page` : `${bot().real_name} is not connected yet`),
        h("p", {}, "Home shows what needs you: approvals, hot leads, the health of every connection."),
      ),
    );
  } else {
    const ctx = { container: { type: "view", view_id: view.id }, root: () => page };
    page.append(h("div", { class: "blocks" }, ...renderBlocks(view.blocks, ctx)));
  }
  const top = host.scrollTop;
  replace(host, page);
  host.scrollTop = top;
}
