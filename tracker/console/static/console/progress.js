/* What workers are doing now, kept up to date. Without this script the page shows how it was when it was opened. */
"use strict";

(() => {
  const WHILE_WORKING = 2000;
  const WHILE_IDLE = 15000;

  /** One line for one piece of work; the words come from the server and are set as text, never as markup. */
  function lineOf(work) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = work.address;
    link.textContent = work.title;
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", work.title);
    const words = document.createElement("span");
    const since = document.createElement("span");
    since.className = "quiet";
    line.append(link, " ", bar, " ", words, " ", since);
    return line;
  }

  function fill(line, work) {
    const [words, since] = line.querySelectorAll("span");
    words.textContent = work.words;
    since.textContent = work.since;
    const bar = line.querySelector("progress");
    if (work.of) {
      bar.max = work.of;
      bar.value = work.done;
    } else {
      bar.removeAttribute("value");
    }
  }

  class Progress {
    constructor(section) {
      this.section = section;
      this.list = section.querySelector("ul");
      this.status = section.querySelector("[role=status]");
      this.lines = new Map();
      this.wasWorking = !section.hidden;
      this.list.replaceChildren();
    }

    /** Lines stay where they are while their work goes on, so that the focus does not jump. */
    show(work) {
      const seen = new Set();
      for (const one of work) {
        const line = this.lines.get(one.address) ?? lineOf(one);
        fill(line, one);
        this.lines.set(one.address, line);
        this.list.append(...(line.isConnected ? [] : [line]));
        seen.add(one.address);
      }
      for (const [address, line] of this.lines) {
        if (!seen.has(address)) {
          line.remove();
          this.lines.delete(address);
        }
      }
      this.section.hidden = work.length === 0;
      this.tell(work);
    }

    /** A screen reader hears of stages, not of every row. */
    tell(work) {
      const stages = work.map((one) => `${one.title}: ${one.words.split(",")[0]}`).join("; ");
      if (this.status.textContent !== stages) {
        this.status.textContent = stages;
      }
    }

    async ask() {
      if (document.hidden) {
        return this.again(WHILE_WORKING);
      }
      let work;
      try {
        const answer = await fetch(this.section.dataset.progress, { headers: { Accept: "application/json" } });
        ({ work } = await answer.json());
      } catch {
        return this.again(WHILE_IDLE);
      }
      this.show(work);
      if (this.wasWorking && work.length === 0 && "reload" in this.section.dataset) {
        window.location.reload();
        return undefined;
      }
      this.wasWorking = work.length > 0;
      return this.again(this.wasWorking ? WHILE_WORKING : WHILE_IDLE);
    }

    again(pause) {
      window.setTimeout(() => this.ask(), pause);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-progress]").forEach((section) => new Progress(section).ask());
  });
})();
