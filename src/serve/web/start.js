// The first page: a table is dropped or chosen.

import { ask, at, get, path, Refusal, send } from "./api.js";
import { button, freshId, h, refill, select, tell } from "./dom.js";
import { failed } from "./failed.js";
import { count, w } from "./words.js";

/** How many invented accounts the sample has. */
const SAMPLES = 40;

const ENDINGS = ".xlsx,.xls,.ods,.csv,.tsv,.txt,.json,.jsonl,.ndjson,.parquet,.gz";

/** The kinds that can be asked for: the table's own choice first. */
function kindOptions(kinds) {
  return [["", w("kind_own")], ["auto", w("kind_auto")], ...kinds.map(kind => [kind.name, kind.title])];
}

/** The page where work begins. */
export async function startPage({ settings }) {
  const [files, runs] = await Promise.all([get(at(path("files"))), get(at(path("runs")))]);
  const state = { kind: "" };
  const below = h("div", { class: "below" });
  const zone = dropZone((file, number = 1) => (number > 1 ? refuse(w("several"), below) : take(file, state, zone, below)));
  const kind = select(kindOptions(settings.kinds), "", value => { state.kind = value; });
  const id = freshId("kind");
  kind.id = id;
  const sample = () => take(null, state, zone, below);
  const nodes = h("div", { class: "start" },
    h("div", { class: "lead" }, h("h1", { tabindex: "-1" }, w("start_title")), h("p", { class: "soft" }, w("start_about"))),
    zone, below,
    h("div", { class: "beside" },
      h("p", { class: "field" }, h("label", { for: id }, w("kind_of_all")), kind),
      h("p", { class: "field" }, h("span", { class: "label" }, w("no_table")),
        h("button", { type: "button", onclick: sample }, w("samples")))),
    listed(files.files, runs.runs));
  return { title: w("desk"), nodes };
}

/** The sheet on which a file is dropped; its button chooses one by keyboard. */
function dropZone(take) {
  const [id, about] = [freshId("file"), freshId("takes")];
  const input = h("input", { id, type: "file", class: "unseen", accept: ENDINGS, "aria-describedby": about,
    onchange: event => event.target.files[0] && take(event.target.files[0]) });
  const invitation = h("p", { class: "invite", "aria-hidden": "true" }, w("drop"));
  let depth = 0;
  const over = (by, event) => {
    event.preventDefault();
    depth = Math.max(0, depth + by);
    zone.classList.toggle("over", depth > 0);
    invitation.textContent = w(depth > 0 ? "drop_now" : "drop");
  };
  const drop = event => {
    over(-depth, event);
    const { files } = event.dataTransfer;
    if (files[0]) take(files[0], files.length);
  };
  const zone = h("div", { class: "drop", ondragenter: event => over(1, event), ondragleave: event => over(-1, event),
    ondragover: event => event.preventDefault(), ondrop: drop },
  h("div", { class: "inner" }, invitation,
    h("p", { class: "soft", "aria-hidden": "true" }, w("or")),
    input, h("label", { for: id, class: "button first" }, w("choose")),
    h("p", { class: "soft small", id: about }, w("takes"))));
  return zone;
}

/** Says why a file is not sent. */
function refuse(words, below) {
  refill(below, failed(new Refusal({ detail: words })));
}

/** Sends a file, or asks for the samples, and goes to what came of it. */
async function take(file, state, zone, below) {
  const name = file?.name ?? w("samples");
  if (file && file.size === 0) {
    refuse(w("nothing_in"), below);
    return;
  }
  // Only the words name the file: titles and addresses end up in histories.
  const bar = h("progress", { max: 1, value: 0, "aria-label": w("sending", name) });
  const words = h("p", { role: "status" }, w("sending", name));
  refill(below, h("div", { class: "going sheet" }, words, bar));
  zone.inert = true;
  const gone = part => {
    bar.value = part;
    if (part >= 1) {
      words.textContent = w("judging", name);
      bar.removeAttribute("value");
    }
  };
  try {
    const judged = file
      ? await send(at(path("files"), { kind: state.kind }), file, { "X-File-Name": encodeURIComponent(file.name) }, gone)
      : await ask("POST", at(path("sample"), { count: SAMPLES }));
    location.hash = `#/file/${judged.id}`;
  } catch (error) {
    refill(below, failed(error));
  } finally {
    zone.inert = false;
  }
}

/** What is in already, and what was made. */
function listed(files, runs) {
  if (!files.length && !runs.length) return null;
  const list = (title, rows) => rows.length > 0 && h("section", {}, h("h2", {}, title), h("ul", { class: "listed" }, rows));
  const remove = (sort, one) => button(w("remove"), async event => {
    const line = event.target.closest("li");
    try {
      await ask("DELETE", at(path(sort, one.id)));
      (line.nextElementSibling ?? line.previousElementSibling ?? document.querySelector("h1")).querySelector?.("a")?.focus();
      line.remove();
      tell(w("removed"));
    } catch (error) {
      line.append(failed(error));
    }
  }, { class: "plain", "aria-label": w("remove_it", one.name) });
  const fileRow = file => h("li", {},
    h("a", { href: `#/file/${file.id}` }, file.name),
    h("span", { class: "soft" }, file.state === "checking" ? w("still_checking") : w("sum", count(file.sound), count(file.refused), count(file.warned))),
    remove("files", file));
  const runRow = run => h("li", {},
    h("a", { href: `#/run/${run.id}` }, run.name),
    h("span", { class: "soft" }, `${w(`run_${run.state}`)} · ${w("letters_n", count(run.made))}`,
      ["paused", "failed"].includes(run.state) && h("b", {}, ` ${w("can_go_on")}`)),
    remove("runs", run));
  return h("div", { class: "lists" }, list(w("open_files"), files.map(fileRow)), list(w("open_runs"), runs.map(runRow)));
}
