// Files either way: what the dashboard wrote is fetched, what a stick has is sent.
"use strict";
(() => {
  const list = document.getElementById("list");
  const count = document.getElementById("count");
  const said = document.getElementById("said");
  const known = new Set();
  let first = true;

  async function look() {
    const answer = await fetch("/files", { credentials: "same-origin" });
    if (!answer.ok) return;
    const files = await answer.json();
    count.textContent = files.length || "";
    list.replaceChildren(
      ...files.map((file) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = "/files/" + file.path.split("/").map(encodeURIComponent).join("/");
        link.textContent = file.path;
        link.download = "";
        item.append(link);
        const key = file.path + " " + file.size;
        if (!known.has(key)) {
          known.add(key);
          // What was written before this page was opened waits to be asked for.
          if (!first) link.click();
        }
        return item;
      })
    );
    first = false;
  }

  document.getElementById("upload").addEventListener("change", async (event) => {
    const form = new FormData();
    for (const file of event.target.files) form.append("file", file, file.name);
    event.target.value = "";
    const answer = await fetch("/upload", { method: "POST", body: form });
    said.textContent = answer.ok ? (await answer.json()).said : answer.status + " " + answer.statusText;
  });

  // Keys go to the dashboard from the start, and again after the line below was used.
  function focus() {
    const keys = document.querySelector(".xterm-helper-textarea");
    if (keys) keys.focus();
    return Boolean(keys);
  }
  const waiting = setInterval(() => focus() && clearInterval(waiting), 100);
  document.getElementById("files").addEventListener("toggle", (event) => event.target.open || focus());
  document.getElementById("upload").addEventListener("change", focus);
  window.addEventListener("focus", focus);

  setInterval(() => look().catch(() => undefined), 2000);
  look().catch(() => undefined);
})();
