// Talks to the server. Every answer that is not the one asked for becomes a `Refusal` with words a person can act on.

import { lang, w } from "./words.js";

/** What went wrong: `code` as the program names it, the message, and what to do about it. */
export class Refusal extends Error {
  constructor(problem) {
    super(problem.detail || problem.title || w("gone"));
    this.code = problem.code ?? "";
    this.hints = problem.hints ?? [];
    this.findings = problem.findings ?? [];
    this.status = problem.status ?? 0;
  }
}

/** An address on the server with its query; what is empty is left out. */
export function at(path, query = {}) {
  const given = Object.entries({ ...query, lang: lang() }).filter(([, value]) => value !== "" && value != null);
  return `${path}?${new URLSearchParams(given)}`;
}

/** Parts of a path, as they may stand in an address. */
export function path(...parts) {
  return `/desk/${parts.map(part => String(part).split("/").map(encodeURIComponent).join("/")).join("/")}`;
}

async function problemOf(response) {
  try {
    return { ...(await response.json()), status: response.status };
  } catch {
    return { title: `${w("gone")} (HTTP ${response.status})`, status: response.status };
  }
}

/** Sends a request; the answer's JSON, or nothing where there is none. */
export async function ask(method, address, { json, body, headers = {}, signal } = {}) {
  let response;
  try {
    const sent = json === undefined ? body : JSON.stringify(json);
    const typed = json === undefined ? headers : { "Content-Type": "application/json", ...headers };
    response = await fetch(address, { method, body: sent, headers: typed, signal, cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal({ detail: w("no_answer") });
  }
  if (!response.ok) throw new Refusal(await problemOf(response));
  const words = await response.text();
  return words && response.headers.get("Content-Type")?.includes("json") ? JSON.parse(words) : words;
}

/** Reads JSON. */
export function get(address, options) {
  return ask("GET", address, options);
}

/** Sends a file, telling how much of it has gone; the answer's JSON. */
export function send(address, file, headers, ongone) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = event => event.lengthComputable && ongone(event.loaded / event.total);
    request.onerror = () => reject(new Refusal({ detail: w("no_answer") }));
    request.onload = () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* Said by the status below. */ }
      if (request.status >= 200 && request.status < 300) resolve(answer);
      else reject(new Refusal({ ...answer, status: request.status }));
    };
    request.send(file);
  });
}

/** Listens to events of the server: `on` maps names to functions. The answer closes the line. */
export function listen(address, on) {
  const line = new EventSource(address);
  for (const [name, told] of Object.entries(on)) {
    line.addEventListener(name, event => told(event.data ? JSON.parse(event.data) : {}));
  }
  return () => line.close();
}
