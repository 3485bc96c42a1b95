// Template files as a tree: folders unfold, files are chosen.

import { h, icon } from "./dom.js";
import { w } from "./words.js";

/** Folders and files out of paths: `{name, path, files: [...], folders: Map}`. */
function grown(files) {
  const root = { folders: new Map(), files: [] };
  for (const file of files) {
    const parts = file.path.split("/");
    let folder = root;
    for (const part of parts.slice(0, -1)) {
      if (!folder.folders.has(part)) folder.folders.set(part, { folders: new Map(), files: [] });
      folder = folder.folders.get(part);
    }
    folder.files.push({ ...file, name: parts.at(-1) });
  }
  return root;
}

/** The tree; `chosen` is the open file, `titles` maps a kind's folder to its title, `faulty` files to the
 * number of their faults, `open` is told which file is chosen. */
export function tree(files, chosen, titles, faulty, open) {
  const own = new Set(files.filter(file => file.own).map(file => file.path.split("/")[0]));
  // One's own first: they are what is worked on.
  const inOrder = folders => [...folders].sort(([a], [b]) => own.has(b) - own.has(a));
  const branch = folder => h("ul", {},
    inOrder(folder.folders).map(([name, inner]) => h("li", {},
      h("details", { open: chosen?.startsWith(`${name}/`) },
        h("summary", {}, titles.get(name) ?? name, titles.has(name) && h("span", { class: "code soft" }, ` ${name}`)),
        branch(inner)))),
    folder.files.map(file => h("li", {},
      h("button", { type: "button", class: "plain file", "aria-current": file.path === chosen && "true", onclick: () => open(file.path) },
        h("span", { class: "code" }, file.name),
        !file.own && h("span", { class: "soft small" }, w("built_in")),
        faulty.has(file.path) && h("span", { class: "mark no" }, icon("no"), faulty.get(file.path),
          h("span", { class: "unseen" }, w("faults_n", faulty.get(file.path))))))));
  return h("nav", { class: "tree sheet", "aria-label": w("tree") }, h("h2", {}, w("tree")), branch(grown(files)));
}
