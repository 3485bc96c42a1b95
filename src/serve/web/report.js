// The report of a file or of a run, as a page with charts.

import { at, get, path } from "./api.js";
import { charted, shares } from "./charts.js";
import { field, h, select } from "./dom.js";
import { briefly } from "./file.js";
import { amount, count, w } from "./words.js";

/** The days of each bucket; what lies beyond the last stands in it too. */
const DAYS = { M0: "0", M1: "1–30", M2: "31–60", M3: "61–90", M4: "91–120", M5: "121–150", M6: "151–180", "M7+": "181+" };

/** The page of a report: of the named file or run, or of the latest. */
export async function reportPage({ settings }, sort, id) {
  const [{ files }, { runs }] = await Promise.all([get(at(path("files"))), get(at(path("report")))]);
  const title = h("h1", { tabindex: "-1" }, w("report_title"));
  const all = [...runs.map(run => ["runs", run, w("report_of_run", run.name)]), ...files.map(file => ["files", file, w("report_of_file", file.name)])];
  const shown = all.find(([of, one]) => of === sort && one.id === id) ?? (sort ? null : all[0]);
  if (!shown) {
    const nodes = h("div", { class: "stack" }, title, h("p", { class: "soft" }, w("report_none")), h("p", {}, h("a", { href: "#/" }, w("to_start"))));
    return { title: w("report_title"), nodes };
  }
  const [of, one] = shown;
  const options = all.map(([sort_, { id: id_ }, words]) => [`#/report/${sort_}/${id_}`, words]);
  const chosen = field(w("report_which"), select(options, `#/report/${of}/${one.id}`, value => { location.hash = value; }));
  const titles = new Map(settings.kinds.map(kind => [kind.name, kind.title]));
  const about = new Map(files.flatMap(file => file.causes).map(cause => [cause.code, briefly(cause.about)]));
  const drawn = of === "runs" ? ofRun(one.report, titles, about) : ofFile(one, titles);
  return { title: w("report_title"), nodes: h("div", { class: "stack report" }, h("div", { class: "title" }, title, chosen), drawn) };
}

/** How many were made and how many not, as figures and as one bar. */
function fates(parts) {
  const words = parts.map(part => `${part.name} ${count(part.figure)}`).join(", ");
  return h("section", { class: "summary sheet", "aria-label": w("chart_fate") },
    h("dl", { class: "tiles" }, parts.map(part => h("div", { class: part.tone }, h("dt", {}, part.name), h("dd", {}, count(part.figure))))),
    shares(parts.filter(part => part.tone !== "mind"), words));
}

/** A chart, unless there is nothing in it. */
function chart(title, rows, headings) {
  return rows.length > 0 && charted(title, rows, headings, w("as_table"));
}

/** What the check of a file came to. */
function ofFile(file, titles) {
  const causes = severity => {
    const rows = new Map();
    for (const cause of file.causes.filter(cause => cause.severity === severity)) {
      const name = [cause.code, cause.column ?? cause.path, briefly(cause.about)].filter(Boolean).join(" ");
      rows.set(name, (rows.get(name) ?? 0) + cause.rows);
    }
    const tone = severity === "error" ? "no" : "mind";
    return [...rows].map(([name, figure]) => ({ name, figure, tone })).sort((a, b) => b.figure - a.figure);
  };
  const kinds = file.kinds.map(kind => ({ name: kind.title || titles.get(kind.name) || kind.name, figure: kind.rows }));
  return [
    fates([{ name: w("can_make"), figure: file.sound, tone: "yes" }, { name: w("refused"), figure: file.refused, tone: "no" },
      { name: w("warned"), figure: file.warned, tone: "mind" }]),
    h("div", { class: "figures" },
      chart(w("chart_reasons"), causes("error"), [w("reason"), w("number")]),
      chart(w("chart_warnings"), causes("warning"), [w("reason"), w("number")]),
      chart(w("chart_kinds"), kinds, [w("kind"), w("number")])),
  ];
}

/** What a finished run came to. */
function ofRun(report, titles, about) {
  const codes = (counted, tone) => Object.entries(counted)
    .map(([code, figure]) => ({ name: `${code} ${about.get(code) ?? ""}`.trim(), figure, tone })).sort((a, b) => b.figure - a.figure);
  const bucket = name => `${name} ${DAYS[name] ? w("days", DAYS[name]) : ""}`;
  const kinds = Object.entries(report.by_kind).map(([kind, figure]) => ({ name: titles.get(kind) ?? kind, figure }));
  const buckets = Object.entries(report.by_bucket).map(([name, figure]) => ({ name: bucket(name), figure }));
  // Only the length of a bar is a number of the browser's: what is read is the sum as it was added up.
  const amounts = Object.entries(report.amounts).map(([currency, owed]) => {
    const rows = Object.entries(owed.by_bucket).map(([name, part]) => ({ name: bucket(name), figure: Number(part.amount), words: amount(part.amount) }));
    return chart(w("chart_amounts", currency, amount(owed.amount)), rows, [w("stage"), w("amount")]);
  });
  const levels = Object.entries(report.signed_by_level ?? {}).map(([name, figure]) => ({ name, figure }));
  return [
    fates([{ name: w("made"), figure: report.made, tone: "yes" }, { name: w("refused"), figure: report.refused, tone: "no" },
      { name: w("warnings"), figure: report.warnings, tone: "mind" }]),
    h("div", { class: "figures" },
      chart(w("chart_kinds"), kinds, [w("kind"), w("documents")]),
      chart(w("chart_stages"), buckets, [w("stage"), w("documents")]),
      amounts,
      chart(w("chart_reasons"), codes(report.refused_by_code, "no"), [w("reason"), w("number")]),
      chart(w("chart_warnings"), codes(report.warnings_by_code, "mind"), [w("reason"), w("number")]),
      chart(w("chart_signed"), levels, [w("level"), w("documents")])),
  ];
}
