/* Zoom, pan and tooltips for timelines. Without this script the drawing is complete and its marks are links. */
"use strict";

(() => {
  const DAY = 86400000;
  const FASTEST = 60;
  const ROOM_FOR_A_TICK = 64;
  const MONTHS_BETWEEN_TICKS = [1, 3, 6, 12, 24, 60, 120, 240];
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

  /** Where things stand at first, read from the drawing: zooming starts from these numbers every time. */
  function readPlaces(svg) {
    const number = (element, name) => Number(element.getAttribute(name));
    const moving = [...svg.querySelectorAll(".moves")].map((element) => {
      const [, x, y] = /translate\(([-\d.]+) ([-\d.]+)\)/.exec(element.getAttribute("transform"));
      const wide = [...element.querySelectorAll(".wide")].map((rect) => ({
        rect, x: number(rect, "x"), width: number(rect, "width"),
      }));
      return { element, x: Number(x), y, wide };
    });
    const rects = [...svg.querySelectorAll(".stop rect, .forecast rect, rect.base, rect.active")]
      .filter((rect) => !rect.closest(".legend"))
      .map((rect) => ({ rect, x: number(rect, "x"), width: number(rect, "width") }));
    const texts = [...svg.querySelectorAll(".stop > text")].map((text) => ({
      text, x: number(text, "x") - 4,
    }));
    return { moving, rects, texts };
  }

  /** Days in UTC: regulatory dates have no time zone. */
  function readScale(svg) {
    const left = Number(svg.dataset.left);
    const right = Number(svg.dataset.right);
    return { left, right, first: Date.parse(svg.dataset.first) / DAY, last: Date.parse(svg.dataset.last) / DAY };
  }

  class Timeline {
    constructor(figure) {
      this.svg = figure.querySelector("svg.timeline-drawing");
      this.area = figure.querySelector(".timeline-scroll");
      this.axis = this.svg.querySelector(".axis");
      this.scale = readScale(this.svg);
      this.places = readPlaces(this.svg);
      this.tick = this.svg.querySelector(".tick");
      this.zoom = 1;
      this.shift = 0;
      this.frame = 0;
      figure.querySelector(".timeline-toolbar").hidden = false;
      figure.querySelectorAll("[data-zoom]").forEach((button) =>
        button.addEventListener("click", () => this.act(button.dataset.zoom)));
      this.area.addEventListener("keydown", (event) => this.onKey(event));
      this.area.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
      this.listenToDragging();
      this.tooltip = new Tooltip(figure, this.svg);
    }

    act(what) {
      const step = (this.scale.right - this.scale.left) / 5;
      const middle = (this.scale.left + this.scale.right) / 2;
      if (what === "in") this.zoomAt(1.5, middle);
      if (what === "out") this.zoomAt(1 / 1.5, middle);
      if (what === "earlier") this.moveBy(step);
      if (what === "later") this.moveBy(-step);
      if (what === "fit") this.show(1, 0);
    }

    onKey(event) {
      const actions = { "+": "in", "=": "in", "-": "out", ArrowLeft: "earlier", ArrowRight: "later", Home: "fit" };
      const action = actions[event.key];
      if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.act(action);
    }

    onWheel(event) {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoomAt(event.deltaY < 0 ? 1.2 : 1 / 1.2, this.placeOf(event));
    }

    /** The pointer's place in the units of the drawing. */
    placeOf(event) {
      const box = this.svg.getBoundingClientRect();
      return (event.clientX - box.left) / box.width * this.svg.viewBox.baseVal.width;
    }

    listenToDragging() {
      let from = null;
      let moved = false;
      this.area.addEventListener("pointerdown", (event) => {
        moved = false;
        from = this.zoom > 1 && event.button === 0 ? this.placeOf(event) : null;
      });
      this.area.addEventListener("pointermove", (event) => {
        if (from === null) return;
        const to = this.placeOf(event);
        if (Math.abs(to - from) < 3 && !moved) return;
        moved = true;
        this.moveBy(to - from);
        from = to;
      });
      window.addEventListener("pointerup", () => { from = null; });
      this.area.addEventListener("dragstart", (event) => event.preventDefault());
      // The end of a drag over a mark is not a click on it.
      this.area.addEventListener("click", (event) => { if (moved) event.preventDefault(); moved = false; }, true);
    }

    zoomAt(factor, place) {
      const zoom = Math.min(Math.max(this.zoom * factor, 1), FASTEST);
      const fixed = (place - this.scale.left - this.shift) / this.zoom;
      this.show(zoom, place - this.scale.left - fixed * zoom);
    }

    moveBy(distance) {
      this.show(this.zoom, this.shift + distance);
    }

    show(zoom, shift) {
      const width = this.scale.right - this.scale.left;
      this.zoom = zoom;
      this.shift = Math.min(Math.max(shift, width * (1 - zoom)), 0);
      this.area.classList.toggle("is-zoomed", zoom > 1);
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.draw());
    }

    place(x) {
      return this.scale.left + (x - this.scale.left) * this.zoom + this.shift;
    }

    draw() {
      for (const { element, x, y, wide } of this.places.moving) {
        element.setAttribute("transform", `translate(${this.place(x).toFixed(1)} ${y})`);
        for (const part of wide) {
          part.rect.setAttribute("x", (part.x * this.zoom).toFixed(1));
          part.rect.setAttribute("width", (part.width * this.zoom).toFixed(1));
        }
      }
      for (const { rect, x, width } of this.places.rects) {
        rect.setAttribute("x", this.place(x).toFixed(1));
        rect.setAttribute("width", (width * this.zoom).toFixed(1));
      }
      for (const { text, x } of this.places.texts) {
        text.setAttribute("x", Math.max(this.place(x) + 4, this.scale.left).toFixed(1));
      }
      if (this.tick) this.drawAxis();
    }

    drawAxis() {
      const { left, right, first, last } = this.scale;
      const perDay = (right - left) / (last - first) * this.zoom;
      const months = MONTHS_BETWEEN_TICKS.find((step) => step * 30.44 * perDay >= ROOM_FOR_A_TICK) || 240;
      const shownFirst = new Date((first - this.shift / perDay) * DAY);
      let number = shownFirst.getUTCFullYear() * 12 + shownFirst.getUTCMonth();
      number += (months - number % months) % months;
      const ticks = [];
      for (;; number += months) {
        const year = Math.floor(number / 12);
        const x = left + (Date.UTC(year, number % 12, 1) / DAY - first) * perDay + this.shift;
        if (x > right) break;
        if (x >= left) ticks.push(this.makeTick(x, year, number % 12, months, ticks.length === 0));
      }
      this.axis.replaceChildren(...ticks);
    }

    makeTick(x, year, month, months, isFirst) {
      const tick = this.tick.cloneNode(true);
      tick.setAttribute("class", month === 0 ? "tick year" : "tick");
      const line = tick.querySelector("path");
      line.setAttribute("d", line.getAttribute("d").replace(/^M[-\d.]+/, `M${x.toFixed(1)}`));
      const text = tick.querySelector("text");
      text.setAttribute("x", x.toFixed(1));
      const needsYear = months >= 3 || isFirst;
      text.textContent = month === 0 || months >= 12 ? `${year}` : needsYear ? `${MONTHS[month]} ${year}` : MONTHS[month];
      return tick;
    }
  }

  /** Everything about a mark, and the words of its source, on hover and on focus. */
  class Tooltip {
    constructor(figure, svg) {
      this.box = document.createElement("div");
      this.box.className = "timeline-tooltip";
      this.box.setAttribute("role", "tooltip");
      this.box.hidden = true;
      figure.append(this.box);
      const marks = [...svg.querySelectorAll(".marks .mark, .stop[tabindex], .forecast[tabindex]")];
      // The browser's own tooltip would stand beside ours.
      marks.forEach((mark) => mark.querySelector("title")?.remove());
      for (const mark of marks) {
        mark.addEventListener("pointerenter", () => this.show(mark));
        mark.addEventListener("pointerleave", () => this.hide());
        mark.addEventListener("focus", () => this.show(mark));
        mark.addEventListener("blur", () => this.hide());
      }
      document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.hide(); });
    }

    show(mark) {
      this.box.textContent = mark.getAttribute("aria-label");
      if (mark.dataset.quote) {
        const quote = document.createElement("q");
        quote.textContent = mark.dataset.quote;
        this.box.append(quote);
      }
      this.box.hidden = false;
      const at = (mark.querySelector(".shape, .edge") || mark).getBoundingClientRect();
      const room = document.documentElement.clientWidth - this.box.offsetWidth - 8;
      const above = at.top - this.box.offsetHeight - 8;
      this.box.style.left = `${Math.max(8, Math.min(at.left - 12, room))}px`;
      this.box.style.top = `${above > 0 ? above : at.bottom + 8}px`;
    }

    hide() {
      this.box.hidden = true;
    }
  }

  document.querySelectorAll("[data-timeline]").forEach((figure) => {
    if (figure.querySelector("svg.timeline-drawing")) new Timeline(figure);
  });
})();
