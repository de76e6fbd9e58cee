/** Made by tools/assessment-page.ts of what is in client/. */
export const pageScript = `"use strict";
(() => {
  // src/report/assessment/html/client/dom.ts
  function required(id) {
    const found = document.getElementById(id);
    if (found === null) throw new Error(\`the page has no #\${id}\`);
    return found;
  }
  function element(name, classes = "", ...children) {
    const made = document.createElement(name);
    if (classes !== "") made.className = classes;
    made.append(...children.filter((child) => child !== null));
    return made;
  }
  function withAttributes(made, attributes) {
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    return made;
  }

  // src/report/assessment/html/client/filter-form.ts
  function startFilters(element2, changed) {
    const form2 = element2;
    const tell2 = () => changed(filterOf(new FormData(form2)));
    form2.addEventListener("input", tell2);
    form2.addEventListener("reset", () => queueMicrotask(tell2));
    form2.addEventListener("submit", (event) => event.preventDefault());
    return {
      tallies: (counts) => {
        for (const tally of form2.querySelectorAll("[data-status]"))
          tally.textContent = String(counts.get(Number(tally.dataset["status"])) ?? 0);
      },
      search: () => form2.querySelector("[name=text]")?.focus(),
      clear: () => {
        form2.reset();
        tell2();
      }
    };
  }
  function filterOf(data) {
    const text = (name) => {
      const value = data.get(name);
      return typeof value === "string" ? value : "";
    };
    return {
      statuses: new Set(data.getAll("status").map(Number)),
      text: text("text").trim(),
      hosts: text("hosts"),
      benchmark: text("benchmark"),
      area: text("area"),
      order: text("order"),
      fold: data.has("fold")
    };
  }

  // src/domain/diagnostic.ts
  var parsed = (value, warnings = []) => ({ ok: true, value, warnings });
  function refused(first, ...others) {
    return { ok: false, diagnostics: [first, ...others] };
  }

  // src/domain/node-set.ts
  var MAX_NAMES = 1e5;
  function foldNodes(names) {
    const parts = [...new Set(names)].map(split).toSorted(compare);
    const runs = [];
    for (const part of parts) {
      const run = runs.at(-1);
      const last = run?.at(-1);
      if (run !== void 0 && last !== void 0 && follows(last, part)) run.push(part);
      else runs.push([part]);
    }
    return runs.map(written).join(",");
  }
  function expandNodes(text) {
    const names = /* @__PURE__ */ new Set();
    for (const term of text === "" ? [] : text.split(",")) {
      const expanded = expandTerm(term);
      if (expanded === null || names.size + expanded.length > MAX_NAMES) return wrongTerm(term);
      for (const name of expanded) names.add(name);
    }
    return parsed([...names]);
  }
  function split(name) {
    const pattern = /^(?:\\d+\\.){3}\\d+$/.test(name) ? /^(.*?)(\\d{1,15})()$/ : /^([^.]*?)(\\d{1,15})([^\\d.]*(?:\\..*)?)$/;
    const [, before = name, digits = "", after = ""] = pattern.exec(name) ?? [];
    return { before, digits, after };
  }
  var compare = (a, b) => order(a.before, b.before) || order(a.after, b.after) || a.digits.length - b.digits.length || order(a.digits, b.digits);
  var order = (a, b) => a < b ? -1 : a > b ? 1 : 0;
  function follows(last, next) {
    const sameFrame = last.before === next.before && last.after === next.after && last.digits !== "" && next.digits !== "";
    const sameWidth = last.digits.length === next.digits.length || !(isPadded(last.digits) || isPadded(next.digits));
    return sameFrame && sameWidth && Number(next.digits) === Number(last.digits) + 1;
  }
  var isPadded = (digits) => digits.length > 1 && digits.startsWith("0");
  function written(run) {
    const [first, last] = [run[0], run.at(-1)];
    if (first === void 0 || last === void 0) return "";
    const numbers = run.length === 1 ? first.digits : \`[\${first.digits}-\${last.digits}]\`;
    return \`\${first.before}\${numbers}\${first.after}\`;
  }
  function expandTerm(term) {
    const match = /^([^[\\]]*)\\[(\\d{1,15})-(\\d{1,15})\\]([^[\\]]*)$/.exec(term);
    if (match === null) return term === "" || /[[\\]]/.test(term) ? null : [term];
    const [, before = "", from = "", to = "", after = ""] = match;
    const count = Number(to) - Number(from) + 1;
    if (count < 1 || count > MAX_NAMES || isPadded(from) && from.length !== to.length) return null;
    const width = isPadded(from) ? from.length : 0;
    return Array.from(
      { length: count },
      (_, index) => \`\${before}\${String(Number(from) + index).padStart(width, "0")}\${after}\`
    );
  }
  var wrongTerm = (term) => refused({
    severity: "error",
    code: "node-set",
    summary: \`\\\`\${term}\\\` is not a set of hosts\`,
    hint: "for example cp-[1-3],worker-[01-12]; first the smaller number"
  });

  // src/domain/assessment.ts
  var controlStatuses = [
    "fail",
    "unknown",
    "not-assessed",
    "manual",
    "waived",
    "attested",
    "pass",
    "not-applicable"
  ];

  // src/report/assessment/html/words.ts
  var statusWords = controlStatuses.map((status) => wordOf(status));
  function wordOf(status) {
    return status === "not-applicable" ? "n/a" : status === "not-assessed" ? "not assessed" : status;
  }

  // src/report/assessment/html/ranges.ts
  function fromRanges(text) {
    return text === "" ? [] : text.split(",").flatMap(numbersOf);
  }
  function numbersOf(run) {
    const [first = 0, last = first] = run.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  }

  // src/report/assessment/html/client/model.ts
  var NO_RESULT = 65535;
  var NO_STATUS = 255;
  function decode(data) {
    const size = data.controls.length * data.columns.length;
    const results = new Uint16Array(size).fill(NO_RESULT);
    const statuses = new Uint8Array(size).fill(NO_STATUS);
    const sets = data.sets.map(fromRanges);
    for (const [row, control] of data.controls.entries())
      for (const [at, [set, status]] of control.results.entries())
        for (const column of sets[set] ?? []) {
          results[row * data.columns.length + column] = at;
          statuses[row * data.columns.length + column] = status;
        }
    return { ...data, results, statuses, words: data.controls.map((control) => wordsOf(control, data)) };
  }
  function wordsOf(control, data) {
    const evidence = new Set(control.results.flatMap(([, , , , ...all2]) => all2));
    const seen = new Set([...evidence].flatMap((at) => textsOf(data, data.evidence[at])));
    const numbers = Object.values(control.numbers);
    const said = control.words.map(([, text]) => text);
    const all = [control.id, control.title, control.weight, ...numbers, ...control.references, ...control.wanted];
    return [...all, ...said, ...[...seen].map((at) => data.texts[at] ?? "")].join("\\n").toLowerCase();
  }
  function textsOf({ looks }, evidence) {
    if (evidence === void 0) return [];
    const [look, file, live, nextBoot] = evidence;
    return [file, live, nextBoot, ...looks[look] ?? []];
  }
  var resultAt = (model2, control, column) => model2.results[control * model2.columns.length + column] ?? NO_RESULT;
  var statusAt = (model2, control, column) => model2.statuses[control * model2.columns.length + column] ?? NO_STATUS;
  var isCluster = (column) => column.kind === "cluster";

  // src/report/assessment/html/client/grid-cells.ts
  var glyphs = ["✕", "?", "–", "m", "w", "a", "·", ""];
  var SHORT = 3;
  function headOf({ model: model2, view, size, window }) {
    const columns = inWindow(view.columns, window).map(({ members, names, title }, at) => {
      const first = model2.columns[members[0] ?? 0];
      const kind = first === void 0 ? "" : isCluster(first) ? "cluster" : first.reached ? "" : "away";
      const name = element("span", "", title);
      return withAttributes(element("div", \`name \${kind}\`, name), {
        role: "columnheader",
        "aria-colindex": window.column + at + 2,
        title: \`\${names} (\${[first?.role, first?.reached === false ? "not reached" : null].filter(Boolean).join(", ")})\`
      });
    });
    const corner = withAttributes(element("div", "corner", "control"), { role: "columnheader", "aria-colindex": 1 });
    const head = withAttributes(element("div", "head", corner, element("div", "cells", ...columns)), {
      role: "row",
      "aria-rowindex": 1
    });
    shift(head, size, window);
    return head;
  }
  function rowOf(drawing, row, at) {
    const { model: model2, view, size, place, window } = drawing;
    const cells = inWindow(view.columns, window).map(
      (column, index) => cellOf(drawing, row, at, column, window.column + index)
    );
    const control = model2.controls[row.control];
    const lead = withAttributes(
      element(
        "div",
        \`lead\${place.row === at && place.column === -1 ? " active" : ""}\`,
        element("span", \`word s\${row.status}\`, statusWords[row.status] ?? ""),
        element("span", "id", control?.id ?? ""),
        element("span", "title", control?.title ?? ""),
        element("span", "weight", control?.weight ?? ""),
        size.list ? element("span", "who", whoHas(model2, row, view)) : null
      ),
      {
        role: "rowheader",
        id: \`c\${at}--1\`,
        "data-row": at,
        "data-column": -1,
        "aria-colindex": 1,
        "aria-selected": String(place.row === at && place.column === -1),
        title: control?.title ?? ""
      }
    );
    const made = withAttributes(
      element("div", \`row\${place.row === at ? " here" : ""}\`, lead, element("div", "cells", ...cells)),
      { role: "row", "aria-rowindex": at + 2 }
    );
    made.style.transform = \`translateY(\${size.head + at * size.row}px)\`;
    shift(made, size, window);
    return made;
  }
  function cellOf(drawing, row, at, { members, title }, column) {
    const { model: model2, size, place } = drawing;
    const status = statusAt(model2, row.control, members[0] ?? 0);
    const active = place.row === at && place.column === column ? " active" : "";
    const word = status === NO_STATUS ? "not in its scope" : statusWords[status] ?? "";
    const text = status === NO_STATUS ? "" : size.roomy ? word : glyphs[status] ?? "";
    return withAttributes(element("div", \`cell s\${status === NO_STATUS ? "none" : status}\${active}\`, text), {
      role: "gridcell",
      id: \`c\${at}-\${column}\`,
      "data-row": at,
      "data-column": column,
      "aria-colindex": column + 2,
      "aria-selected": String(active !== ""),
      "aria-label": \`\${title}: \${word}\`,
      title: \`\${title}: \${word}\`
    });
  }
  var inWindow = (columns, { column, columns: number }) => columns.slice(column, column + number);
  function shift(row, { cell }, { column }) {
    row.style.setProperty("--before", \`\${column * cell}px\`);
  }
  function whoHas(model2, { control, status }, { columns }) {
    const by = /* @__PURE__ */ new Map();
    for (const { members } of columns)
      for (const member of members) {
        const own = statusAt(model2, control, member);
        if (own !== NO_STATUS) by.set(own, [...by.get(own) ?? [], model2.columns[member]?.name ?? ""]);
      }
    return [...by].toSorted(([a], [b]) => a - b).slice(0, SHORT).map(
      ([own, names]) => \`\${statusWords[own] ?? ""} \${own === status && by.size > 1 ? foldNodes(names) : names.length}\`
    ).join(" · ");
  }

  // src/report/assessment/html/client/grid-size.ts
  var NARROW = 640;
  var ROOMY_CELL = 86;
  var COMPACT_CELL = 22;
  var MOST_LEFT = 780;
  var SPARE = 4;
  function measure(element2, view) {
    const width = element2.clientWidth;
    const list2 = width < NARROW;
    const least = Math.min(560, Math.round(width * (width < 900 ? 0.5 : 0.42)));
    const roomy = !list2 && view.columns.length * ROOMY_CELL <= width - least;
    const cell = roomy ? ROOMY_CELL : COMPACT_CELL;
    const left = list2 ? width : Math.max(least, Math.min(MOST_LEFT, width - view.columns.length * cell));
    const row = list2 ? 54 : 26;
    const head = list2 ? 0 : roomy ? 40 : headHeight(view);
    return {
      row,
      cell,
      left,
      head,
      list: list2,
      roomy,
      page: Math.max(1, Math.floor((element2.clientHeight - head) / row) - 1),
      window: ({ scrollTop, scrollLeft, clientHeight, clientWidth }) => {
        const column = list2 ? 0 : Math.max(0, Math.floor(scrollLeft / cell) - SPARE);
        return {
          row: Math.max(0, Math.floor(scrollTop / row) - SPARE),
          rows: Math.ceil(clientHeight / row) + 2 * SPARE,
          column,
          columns: list2 ? 0 : Math.ceil((clientWidth - left) / cell) + 2 * SPARE
        };
      },
      reveal: (area, place) => {
        const top = place.row * row;
        area.scrollTop = within(area.scrollTop, top, area.clientHeight - head - row);
        if (place.column >= 0 && !list2)
          area.scrollLeft = within(area.scrollLeft, place.column * cell, area.clientWidth - left - cell);
      }
    };
  }
  var headHeight = ({ columns }) => Math.min(150, 24 + 7 * Math.max(4, ...columns.map(({ title }) => title.length)));
  var within = (scroll, start, room) => Math.max(Math.min(scroll, start), start - Math.max(0, room));

  // src/report/assessment/html/client/grid-keys.ts
  function moved({ row, column }, key, { rows, columns, page }) {
    const steps = {
      ArrowDown: { row: row + 1, column },
      ArrowUp: { row: row - 1, column },
      ArrowRight: { row, column: column + 1 },
      ArrowLeft: { row, column: column - 1 },
      PageDown: { row: row + page, column },
      PageUp: { row: row - page, column },
      Home: { row: 0, column },
      End: { row: rows - 1, column }
    };
    const to = steps[key];
    return to === void 0 || rows === 0 ? null : { row: between(0, to.row, rows - 1), column: between(-1, to.column, columns - 1) };
  }
  var between = (least, value, most) => Math.max(least, Math.min(value, most));

  // src/report/assessment/html/client/grid.ts
  function startGrid(element2, model2, events) {
    const canvas = element2.appendChild(document.createElement("div"));
    canvas.className = "canvas";
    let view = { rows: [], columns: [], tallies: /* @__PURE__ */ new Map() };
    let place = { row: 0, column: -1 };
    let size = measure(element2, view);
    let waiting = false;
    const draw = () => {
      waiting = false;
      const window = size.window(element2);
      const rows = view.rows.slice(window.row, window.row + window.rows).map((row, at) => rowOf({ model: model2, view, size, place, window }, row, window.row + at));
      canvas.replaceChildren(headOf({ model: model2, view, size, place, window }), ...rows);
      if (view.rows[place.row] === void 0) element2.removeAttribute("aria-activedescendant");
      else element2.setAttribute("aria-activedescendant", \`c\${place.row}-\${place.column}\`);
    };
    const soon = () => {
      if (!waiting) requestAnimationFrame(draw);
      waiting = true;
    };
    const fit = () => {
      size = measure(element2, view);
      canvas.style.height = \`\${size.head + view.rows.length * size.row}px\`;
      canvas.style.width = size.list ? "100%" : \`\${size.left + view.columns.length * size.cell}px\`;
      element2.style.setProperty("--left", \`\${size.left}px\`);
      element2.style.setProperty("--cell", \`\${size.cell}px\`);
      element2.style.setProperty("--row", \`\${size.row}px\`);
      element2.style.setProperty("--head", \`\${size.head}px\`);
      element2.classList.toggle("list", size.list);
      element2.classList.toggle("roomy", size.roomy);
      withAttributes(element2, { "aria-rowcount": view.rows.length + 1, "aria-colcount": view.columns.length + 1 });
    };
    const tell2 = (to) => {
      const row = view.rows[place.row];
      if (row !== void 0) to(row.control, view.columns[place.column]?.members ?? []);
    };
    const go = (to) => {
      place = to;
      size.reveal(element2, place);
      draw();
      tell2(events.moved);
    };
    element2.addEventListener("scroll", soon, { passive: true });
    element2.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Enter" || event.key === " ") tell2(events.chosen);
      else {
        const to = moved(place, event.key, { rows: view.rows.length, columns: view.columns.length, page: size.page });
        if (to === null) return;
        go(to);
      }
      event.preventDefault();
    });
    element2.addEventListener("click", ({ target }) => {
      const cell = target instanceof Element ? target.closest("[data-row]") : null;
      if (cell === null) return;
      go({ row: Number(cell.dataset["row"]), column: size.list ? -1 : Number(cell.dataset["column"]) });
      tell2(events.chosen);
    });
    new ResizeObserver(() => {
      fit();
      soon();
    }).observe(element2);
    return {
      show: (next) => {
        const control = view.rows[place.row]?.control;
        view = next;
        place = {
          row: Math.max(
            0,
            view.rows.findIndex((row) => row.control === control)
          ),
          column: -1
        };
        fit();
        size.reveal(element2, place);
        draw();
      },
      select: (control, column) => {
        const row = view.rows.findIndex((one) => one.control === control);
        if (row < 0) return false;
        go({ row, column: columnNamed(model2, view, column) });
        tell2(events.chosen);
        return true;
      },
      focus: () => element2.focus({ preventScroll: true })
    };
  }
  var columnNamed = (model2, { columns }, name) => columns.findIndex(({ members }) => members.some((member) => model2.columns[member]?.name === name));

  // src/report/assessment/html/page-data.ts
  var ABSENT = -1;
  var NO_STATE = -2;

  // src/report/assessment/html/client/panel-results.ts
  function resultGroups(model2, own, control, chosen) {
    const columns = /* @__PURE__ */ new Map();
    for (const column of model2.columns.keys()) {
      const at = resultAt(model2, control, column);
      if (at !== NO_RESULT) columns.set(at, [...columns.get(at) ?? [], column]);
    }
    const groups = own.results.flatMap((result, at) => groupsOf(result, columns.get(at) ?? [], chosen));
    return groups.toSorted(byChoice).map((group) => groupElement(model2, group));
  }
  function groupsOf(result, columns, chosen) {
    const wanted = columns.filter((column) => chosen.includes(column));
    const others = columns.filter((column) => !chosen.includes(column));
    return [
      ...wanted.length === 0 ? [] : [{ result, columns: wanted, chosen: true }],
      ...others.length === 0 ? [] : [{ result, columns: others, chosen: false }]
    ];
  }
  var byChoice = (a, b) => Number(b.chosen) - Number(a.chosen) || a.result[1] - b.result[1];
  function groupElement(model2, { result, columns, chosen }) {
    const [, status, why, waiverAt, ...evidence] = result;
    const hosts = columns.map((column) => model2.columns[column]).filter((column) => column !== void 0);
    const heading = element(
      "summary",
      "",
      element("span", \`word s\${status}\`, statusWords[status] ?? ""),
      " ",
      element("b", "", foldNodes(hosts.map(({ name }) => name)))
    );
    const made = element(
      "details",
      \`result\${chosen ? " chosen" : ""}\`,
      heading,
      why < 0 ? null : element("p", "", model2.texts[why] ?? ""),
      waiver(model2, waiverAt),
      ...evidence.flatMap((at) => evidenceElement(model2, model2.evidence[at], hosts)),
      evidence.length === 0 && why < 0 ? element("p", "quiet", "no evidence was collected") : null
    );
    made.toggleAttribute("open", chosen || status < PASSES);
    return made;
  }
  var PASSES = 6;
  function waiver({ waivers }, at) {
    const found = waivers[at];
    if (found === void 0) return null;
    return element("div", "waiver", element("b", "", found.kind), list(found.words));
  }
  function evidenceElement(model2, evidence, hosts) {
    if (evidence === void 0) return [];
    const [look, file, live, nextBoot, met] = evidence;
    const [what, wanted, where, service, command] = model2.looks[look] ?? [ABSENT, ABSENT, ABSENT, ABSENT, ABSENT];
    const text = (at) => at === ABSENT ? "unset" : model2.texts[at] ?? "";
    const states = [
      ["in the file", file],
      ["now", live],
      ["next boot", nextBoot]
    ];
    const lines = [
      ["wanted", text(wanted)],
      ...states.flatMap(([name, at]) => at === NO_STATE ? [] : [[name, text(at)]]),
      ["where", where < 0 ? "" : text(where)],
      ["process", service < 0 ? "" : processWords(text(service), hosts)]
    ];
    return [
      element(
        "div",
        \`evidence \${met === 1 ? "met" : "unmet"}\`,
        element(
          "div",
          "what",
          element("code", "", text(what)),
          element("span", "quiet", met === 1 ? "as wanted" : "not as wanted")
        ),
        list(lines.filter(([, value]) => value !== "")),
        command < 0 ? null : commandLine(text(command))
      )
    ];
  }
  function processWords(service, hosts) {
    const [only] = hosts;
    const pid = hosts.length === 1 ? only?.processes[service] : void 0;
    return pid === void 0 ? service : \`\${service}, pid \${pid}\`;
  }
  var commandLine = (command) => element(
    "div",
    "command",
    element("code", "", command),
    withAttributes(element("button", "", "copy"), { type: "button", "data-copy": command })
  );
  var hostFacts = (host) => element("div", "result", element("div", "", "host ", element("b", "", host.name)), list(host.facts));
  var list = (lines) => element("dl", "", ...lines.flatMap(([name, text]) => [element("dt", "", name), element("dd", "", text)]));

  // src/report/assessment/html/client/panel.ts
  function startPanel(panel2, model2, events) {
    const close = () => {
      panel2.hidden = true;
      document.body.classList.remove("with-panel");
      events.closed();
    };
    const fill = (control, columns) => {
      const own = model2.controls[control];
      if (own === void 0) return;
      const button = withAttributes(element("button", "close", "close"), {
        type: "button",
        "aria-label": "Close the evidence"
      });
      button.addEventListener("click", close);
      panel2.replaceChildren(button, ...content(model2, own, control, columns).filter((part) => part !== null));
      panel2.scrollTop = 0;
    };
    panel2.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    panel2.addEventListener("click", ({ target }) => {
      if (target instanceof HTMLElement && target.dataset["copy"] !== void 0)
        void copy(target, target.dataset["copy"]);
    });
    document.getElementById("grid")?.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !panel2.hidden) close();
    });
    return {
      show: (control, columns) => {
        panel2.hidden = false;
        document.body.classList.add("with-panel");
        fill(control, columns);
        panel2.focus({ preventScroll: true });
      },
      follow: (control, columns) => {
        if (!panel2.hidden) fill(control, columns);
      }
    };
  }
  function content(model2, own, control, columns) {
    const [first] = columns;
    const host = first === void 0 ? void 0 : model2.columns[first];
    return [
      element(
        "div",
        "heading",
        element("span", \`word s\${own.status}\`, statusWords[own.status] ?? ""),
        element("h3", "", \`\${own.id}  \${own.title}\`)
      ),
      element("p", "quiet", placeOf(model2, own)),
      own.wanted.length === 0 ? null : named("wanted", own.wanted.join("\\n")),
      ...resultGroups(model2, own, control, columns),
      host === void 0 || isCluster(host) || columns.length > 1 ? null : hostFacts(host),
      ...own.words.map(([name, text]) => named(name, text)),
      own.references.length === 0 ? null : element("div", "named", element("h4", "", "see also"), element("p", "", ...links(model2, own.references)))
    ];
  }
  function placeOf(model2, { numbers, weight, scope, area }) {
    const titles = model2.benchmarks.flatMap(
      ({ id, title, version }) => numbers[id] === void 0 ? [] : [\`\${title} \${version}, \${numbers[id]}\`]
    );
    return [...titles, weight, scope === "node" ? "every node" : scope.replace("-", " "), area].filter((word) => word !== "").join(" · ");
  }
  var named = (name, text) => element("div", "named", element("h4", "", name), element("p", "", text));
  var links = (model2, ids) => ids.flatMap((id, at) => [
    at === 0 ? "" : ", ",
    model2.controls.some((control) => control.id === id) ? withAttributes(element("a", "", id), { href: \`#\${id}\` }) : id
  ]);
  async function copy(button, text) {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "copied";
    } catch {
      button.textContent = "select it: no clipboard here";
    }
  }

  // src/report/assessment/html/client/theme.ts
  var KEY = "bulwark-theme";
  var themes = ["system", "light", "dark"];
  function startTheme(button) {
    let at = Math.max(
      0,
      themes.findIndex((theme) => theme === kept())
    );
    const set = () => {
      const theme = themes[at] ?? "system";
      document.documentElement.dataset["theme"] = theme;
      button.textContent = theme === "system" ? "theme" : theme;
      button.setAttribute("aria-label", \`Theme: \${theme}\`);
    };
    button.addEventListener("click", () => {
      at = (at + 1) % themes.length;
      keep(themes[at] ?? "system");
      set();
    });
    set();
  }
  function kept() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }
  function keep(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
    }
  }

  // src/domain/glob.ts
  function globTest(glob) {
    const parts = partsOf([...glob]);
    const [first = [], ...others] = parts;
    const last = others.pop();
    return (text) => {
      const characters = [...text];
      if (last === void 0) return characters.length === first.length && fits(first, characters, 0);
      const end = characters.length - last.length;
      if (end < first.length || !fits(first, characters, 0) || !fits(last, characters, end)) return false;
      let at = first.length;
      for (const part of others) {
        while (at + part.length <= end && !fits(part, characters, at)) at += 1;
        at += part.length;
        if (at > end) return false;
      }
      return true;
    };
  }
  var fits = (part, characters, at) => part.every((test, index) => {
    const character = characters[at + index];
    return character !== void 0 && test(character);
  });
  function partsOf(glob) {
    let part = [];
    const parts = [part];
    for (let at = 0; at < glob.length; at++) {
      const character = glob[at] ?? "";
      const end = character === "[" ? endOfSet(glob, at) : null;
      if (character === "*") parts.push(part = []);
      else if (character === "?") part.push(() => true);
      else if (end === null) part.push((other) => other === character);
      else {
        part.push(setTest(glob.slice(at + 1, end)));
        at = end;
      }
    }
    return parts;
  }
  function endOfSet(glob, at) {
    const first = glob[at + 1] === "!" ? at + 2 : at + 1;
    const end = glob.indexOf("]", first + 1);
    return end === -1 ? null : end;
  }
  function setTest(inside) {
    const isNegated = inside[0] === "!";
    const items = isNegated ? inside.slice(1) : inside;
    const ranges = [];
    for (let at = 0; at < items.length; at++) {
      const isRange = items[at + 1] === "-" && items[at + 2] !== void 0;
      ranges.push([codeOf(items[at]), codeOf(items[isRange ? at + 2 : at])]);
      if (isRange) at += 2;
    }
    return (character) => {
      const code = codeOf(character);
      return ranges.some(([low, high]) => low <= code && code <= high) !== isNegated;
    };
  }
  var codeOf = (character = "") => character.codePointAt(0) ?? 0;

  // src/report/host-pattern.ts
  function hostPattern(pattern) {
    const terms = pattern.split(",").filter((term) => term !== "");
    const tests = terms.map((term) => {
      const names = expandNodes(term);
      if (names.ok && !/[*?]/.test(term)) return (host) => names.value.includes(host);
      return globTest(term);
    });
    return (host) => tests.some((test) => test(host));
  }

  // src/report/assessment/html/client/fold-columns.ts
  var FEW = 8;
  var ROOM = 22;
  function foldColumns(model2, rows, columns, { fold, worst }) {
    const many = columns.length > FEW;
    const groups = /* @__PURE__ */ new Map();
    for (const column of columns) {
      const key = fold && many ? keyOf(model2, rows, column) : String(column);
      const group = groups.get(key);
      if (group === void 0) groups.set(key, [column]);
      else group.push(column);
    }
    const folded = [...groups.values()].map((members) => columnOf(model2, members));
    return worst && many ? worstFirst(model2, rows, folded) : folded;
  }
  function keyOf(model2, rows, column) {
    const { kind = "", role = "" } = model2.columns[column] ?? {};
    const statuses = rows.map(({ control }) => statusAt(model2, control, column));
    return \`\${kind} \${role} \${String.fromCharCode(...statuses)}\`;
  }
  function columnOf(model2, members) {
    const names = foldNodes(members.map((member) => model2.columns[member]?.name ?? ""));
    const fits2 = members.length === 1 || names.length <= ROOM;
    return { members, names, title: fits2 ? names : \`\${members.length} × \${model2.columns[members[0] ?? 0]?.role ?? ""}\` };
  }
  function worstFirst(model2, rows, columns) {
    const weighed = columns.map((column) => {
      const counts = [0, 0, 0];
      for (const { control } of rows) {
        const status = statusAt(model2, control, column.members[0] ?? 0);
        if (status < counts.length) counts[status] = (counts[status] ?? 0) + 1;
      }
      const [fails = 0, unknown = 0, leftOut = 0] = counts;
      return { column, weight: (fails * 1e4 + unknown) * 1e4 + leftOut };
    });
    return weighed.toSorted((a, b) => b.weight - a.weight).map(({ column }) => column);
  }

  // src/report/assessment/html/client/view.ts
  var emptyFilter = {
    statuses: /* @__PURE__ */ new Set(),
    text: "",
    hosts: "",
    benchmark: "",
    area: "",
    order: "worst",
    fold: true
  };
  function viewOf(model2, filter) {
    const hosts = chosenColumns(model2, filter.hosts);
    const rows = model2.controls.flatMap((_, control) => {
      if (!isWanted(model2, control, filter)) return [];
      const status = worstOf(model2, control, hosts, filter.hosts === "");
      return status === NO_STATUS ? [] : [{ control, status }];
    });
    const left = rows.filter((row) => hasStatus(model2, row, hosts, filter.statuses));
    const sorted = left.toSorted(orders(model2, filter.order));
    return {
      rows: sorted,
      columns: foldColumns(model2, sorted, hosts, { fold: filter.fold, worst: filter.order === "worst" }),
      tallies: talliesOf(rows)
    };
  }
  function chosenColumns({ columns }, text) {
    const all = [...columns.keys()];
    const wanted = text.trim();
    if (wanted === "") return all;
    const fits2 = hostPattern(wanted.replaceAll(/[\\s,]+/g, ","));
    const plain = wanted.toLowerCase();
    const named2 = columns.map(({ name }) => fits2(name) || name.toLowerCase().includes(plain));
    const clusters = new Set(columns.flatMap((column, at) => named2[at] ? [column.cluster] : []));
    return all.filter((at) => {
      const column = columns[at];
      return column !== void 0 && (named2[at] === true || isCluster(column) && clusters.has(column.cluster));
    });
  }
  function isWanted(model2, control, { text, benchmark, area }) {
    const own = model2.controls[control];
    if (own === void 0 || area !== "" && own.area !== area) return false;
    if (benchmark !== "" && own.numbers[benchmark] === void 0) return false;
    const words = text.toLowerCase().split(/\\s+/);
    return words.every((word) => model2.words[control]?.includes(word) === true);
  }
  function worstOf(model2, control, columns, all) {
    let worst = NO_STATUS;
    const start = control * model2.columns.length;
    for (const column of columns) worst = Math.min(worst, model2.statuses[start + column] ?? NO_STATUS);
    if (worst !== NO_STATUS) return worst;
    const own = model2.controls[control];
    return own !== void 0 && (all || own.results.length === 0) ? own.status : NO_STATUS;
  }
  function hasStatus(model2, { control, status }, columns, statuses) {
    if (statuses.size === 0 || statuses.has(status)) return true;
    return columns.some((column) => statuses.has(statusAt(model2, control, column)));
  }
  function talliesOf(rows) {
    const tallies = /* @__PURE__ */ new Map();
    for (const { status } of rows) tallies.set(status, (tallies.get(status) ?? 0) + 1);
    return tallies;
  }
  function orders(model2, order2) {
    const weight = ({ control }) => weightKey(model2.controls[control]?.weight ?? "");
    const area = ({ control }) => model2.controls[control]?.area ?? "";
    const byCatalogue = (a, b) => a.control - b.control;
    const byWorst = (a, b) => a.status - b.status || compare2(weight(a), weight(b)) || byCatalogue(a, b);
    if (order2 === "number") return byCatalogue;
    return order2 === "area" ? (a, b) => compare2(area(a), area(b)) || byWorst(a, b) : byWorst;
  }
  var weightKey = (weight) => weight.startsWith("CAT") ? \`0\${weight}\` : \`1\${weight}\`;
  var compare2 = (a, b) => a < b ? -1 : a > b ? 1 : 0;

  // src/report/assessment/html/client/main.ts
  document.documentElement.classList.add("scripted");
  startTheme(required("theme"));
  var model = decode(JSON.parse(required("data").textContent));
  var form = startFilters(required("filters"), (filter) => show(filter));
  var panel = startPanel(required("panel"), model, {
    closed: () => grid.focus(),
    open: (id) => openControl(id, null)
  });
  var grid = startGrid(required("grid"), model, {
    chosen: (control, columns) => panel.show(control, columns),
    moved: (control, columns) => panel.follow(control, columns)
  });
  var tell = required("tell");
  function show(filter) {
    const view = viewOf(model, filter);
    grid.show(view);
    form.tallies(view.tallies);
    const hosts = view.columns.reduce((sum, { members }) => sum + members.length, 0);
    const shape = view.columns.length === hosts ? "" : \`, folded to \${view.columns.length} columns\`;
    tell.textContent = \`\${view.rows.length} of \${model.controls.length} controls, \${hosts} of \${model.columns.length} hosts and clusters\${shape}\`;
  }
  function openControl(id, column) {
    const at = model.controls.findIndex((control) => control.id === id);
    if (at < 0) return false;
    if (!grid.select(at, column)) {
      form.clear();
      grid.select(at, column);
    }
    return true;
  }
  function fromAddress() {
    const [id = "", column = null] = decodeURIComponent(location.hash.slice(1)).split("@");
    if (openControl(id, column)) required("matrix").scrollIntoView({ block: "nearest" });
  }
  show(emptyFilter);
  addEventListener("hashchange", fromAddress);
  addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      form.search();
    }
  });
  fromAddress();
})();`;
