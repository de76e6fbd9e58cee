/** Made by tools/assessment-page.ts of what is in client/. */
export const pageStyle = `/* src/report/assessment/html/client/style/base.css */
:root {
  color-scheme: light dark;
  --ground: light-dark(#faf9f7, #14171a);
  --sheet: light-dark(#ffffff, #1a1e22);
  --raised: light-dark(#f3f1ed, #22272c);
  --ink: light-dark(#23272c, #d3d7db);
  --quiet: light-dark(#62686f, #8f969e);
  --line: light-dark(#e2dfd9, #2b3036);
  --accent: light-dark(#2c5a94, #8ab0e0);
  --fail: light-dark(#a8281f, #ee9086);
  --fail-tint: light-dark(#f8dad6, #51282a);
  --unknown: light-dark(#85358f, #d29ade);
  --unknown-tint: light-dark(#f0dcf3, #3f2947);
  --left-out: light-dark(#565d68, #a5adb9);
  --left-out-tint: light-dark(#e5e7eb, #2e343c);
  --manual: light-dark(#2c5a94, #8db4e8);
  --manual-tint: light-dark(#dde8f5, #22344c);
  --waived: light-dark(#7d5800, #dab665);
  --waived-tint: light-dark(#f5e7c6, #41351d);
  --attested: light-dark(#1b6670, #79c3ca);
  --attested-tint: light-dark(#d5ebed, #1b393c);
  --pass: light-dark(#2f6b40, #86bf94);
  --pass-tint: light-dark(#edf4ee, #1c2a22);
  --mono:
    ui-monospace,
    "SF Mono",
    "JetBrains Mono",
    Menlo,
    Consolas,
    "DejaVu Sans Mono",
    monospace;
  font:
    14px/1.5 system-ui,
    -apple-system,
    "Segoe UI",
    Ubuntu,
    "DejaVu Sans",
    sans-serif;
  font-variant-numeric: tabular-nums;
}
[data-theme=light] {
  color-scheme: light;
}
[data-theme=dark] {
  color-scheme: dark;
}
*,
*::before {
  box-sizing: border-box;
}
[hidden],
html:not(.scripted) .script-only,
html.scripted .paper-only {
  display: none !important;
}
.s0,
.s-fail {
  --tone: var(--fail);
  --tint: var(--fail-tint);
}
.s1,
.s-unknown {
  --tone: var(--unknown);
  --tint: var(--unknown-tint);
}
.s2,
.s-not-assessed {
  --tone: var(--left-out);
  --tint: var(--left-out-tint);
}
.s3,
.s-manual {
  --tone: var(--manual);
  --tint: var(--manual-tint);
}
.s4,
.s-waived {
  --tone: var(--waived);
  --tint: var(--waived-tint);
}
.s5,
.s-attested {
  --tone: var(--attested);
  --tint: var(--attested-tint);
}
.s6,
.s-pass {
  --tone: var(--pass);
  --tint: var(--pass-tint);
}
.s7,
.s-not-applicable {
  --tone: var(--quiet);
  --tint: transparent;
}
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
}
main {
  padding: 0 clamp(12px, 2.2vw, 36px) 48px;
}
h1,
h2,
h3,
h4,
p,
ul,
ol,
dl,
dd {
  margin: 0;
  padding: 0;
}
h2 {
  font-size: 15px;
  font-weight: 650;
  margin: 34px 0 10px;
}
code,
kbd,
.ids,
.id,
.evidence td,
.digest {
  font-family: var(--mono);
  font-size: 0.9em;
}
a {
  color: var(--accent);
  text-decoration: none;
}
a:hover {
  text-decoration: underline;
}
:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 1px;
}
.quiet {
  color: var(--quiet);
}
.word {
  color: var(--tone, inherit);
  font-weight: 600;
  white-space: nowrap;
  flex: none;
}
.nowrap {
  white-space: nowrap;
}
.hidden {
  position: absolute;
  clip-path: inset(50%);
}
.scroll {
  overflow-x: auto;
}
button,
input,
select {
  font: inherit;
  color: inherit;
  background: var(--sheet);
  border: 1px solid var(--line);
  border-radius: 5px;
  padding: 2px 8px;
}
button {
  cursor: pointer;
}

/* src/report/assessment/html/client/style/report.css */
.bar {
  position: sticky;
  top: 0;
  z-index: 5;
  display: flex;
  gap: 14px;
  align-items: center;
  padding: 7px clamp(12px, 2.2vw, 36px);
  background: var(--ground);
  border-bottom: 1px solid var(--line);
}
.bar nav {
  display: flex;
  gap: 14px;
  margin-left: auto;
}
section[id] {
  scroll-margin-top: 44px;
}
.verdict {
  margin-top: 24px;
  padding-left: 14px;
  border-left: 4px solid var(--tone);
}
h1 {
  font-size: clamp(19px, 2.1vw, 26px);
  line-height: 1.3;
  font-weight: 650;
  text-wrap: balance;
  overflow-wrap: anywhere;
}
.missing {
  list-style: none;
  color: var(--unknown);
  margin: 4px 0;
}
.verdict .quiet {
  margin-top: 3px;
  overflow-wrap: anywhere;
}
table {
  border-collapse: collapse;
}
th {
  font-weight: 500;
  text-align: left;
  color: var(--quiet);
}
td,
th {
  padding: 3px 18px 3px 0;
  vertical-align: top;
}
section > .scroll > table:not(.evidence) tbody tr {
  border-top: 1px solid var(--line);
}
td {
  overflow-wrap: anywhere;
  white-space: pre-wrap;
}
.number {
  text-align: right;
  min-width: 62px;
}
.counts h2 {
  font-size: 13px;
  font-weight: 500;
  color: var(--quiet);
  margin: 22px 0 2px;
}
.counts .all th {
  color: var(--ink);
  font-weight: 600;
}
.counts section > tbody tr.part {
  border-top: 0;
}
.counts .part th {
  padding-left: 14px;
}
.counts td.number {
  color: var(--tone, var(--ink));
  font-weight: 600;
}
.counts td.zero,
.counts td:last-child {
  color: var(--quiet);
  font-weight: 400;
}
.causes {
  list-style: none;
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 560px), 1fr));
  gap: 12px;
  align-items: start;
}
.cause {
  background: var(--sheet);
  border: 1px solid var(--line);
  border-radius: 8px;
  padding: 10px 14px;
  min-width: 0;
  break-inside: avoid;
}
.more {
  margin-top: 10px;
}
.more .causes {
  margin-top: 10px;
}
.cause .heading {
  display: flex;
  flex-wrap: wrap;
  gap: 2px 10px;
  align-items: baseline;
}
h3 {
  font-size: 14px;
  font-weight: 600;
  overflow-wrap: anywhere;
}
.cause .hosts {
  margin-left: auto;
  font-family: var(--mono);
  font-size: 0.88em;
  overflow-wrap: anywhere;
}
.cause .ids {
  margin: 1px 0 5px;
}
.evidence th {
  font-size: 12px;
}
.evidence td {
  font-size: 12.5px;
  overflow-wrap: break-word;
}
.evidence td:first-child {
  min-width: 220px;
  overflow-wrap: anywhere;
}
.evidence td + td {
  max-width: 300px;
  min-width: 84px;
}
.repair {
  margin-top: 6px;
  overflow-wrap: anywhere;
}
.repair b {
  color: var(--quiet);
  font-weight: 500;
}
.record {
  display: grid;
  grid-template-columns: max-content 1fr;
  gap: 3px 18px;
}
.record dt {
  color: var(--quiet);
}
.record dd {
  overflow-wrap: anywhere;
}
.digest {
  color: var(--quiet);
}
@media (max-width: 700px) {
  .bar {
    gap: 9px;
    font-size: 13px;
    white-space: nowrap;
  }
  .bar nav {
    gap: 9px;
  }
  .bar > .quiet {
    display: none;
  }
  .record {
    grid-template-columns: 1fr;
    gap: 0;
  }
  .record dd {
    margin-bottom: 6px;
  }
  .number {
    min-width: 48px;
  }
  td,
  th {
    padding-right: 10px;
  }
  .stacked,
  .stacked tbody,
  .stacked tr {
    display: block;
  }
  .stacked thead {
    position: absolute;
    clip-path: inset(50%);
  }
  .stacked tr {
    padding: 4px 0;
  }
  .stacked td,
  .stacked td + td {
    display: block;
    position: relative;
    min-width: 0;
    max-width: none;
    min-height: 1.5em;
    padding: 1px 0 1px 82px;
    overflow-wrap: anywhere;
  }
  .stacked td::before {
    content: attr(data-name);
    position: absolute;
    left: 0;
    width: 74px;
    color: var(--quiet);
    font-size: 12px;
  }
}

/* src/report/assessment/html/client/style/matrix.css */
.filters {
  display: flex;
  flex-wrap: wrap;
  gap: 6px 8px;
  align-items: center;
}
.statuses {
  display: flex;
  flex-wrap: wrap;
  gap: 5px;
  border: 0;
  padding: 0;
  margin: 0 6px 0 0;
}
.chip {
  display: flex;
  gap: 6px;
  padding: 1px 9px;
  border: 1px solid var(--line);
  border-radius: 20px;
  cursor: pointer;
}
.chip input {
  position: absolute;
  opacity: 0;
}
.chip:has(:checked) {
  background: var(--tint);
  border-color: var(--tone);
}
.chip:has(:focus-visible) {
  outline: 2px solid var(--accent);
}
.tally {
  color: var(--quiet);
}
.filters [type=search] {
  width: 205px;
}
.toggle {
  color: var(--quiet);
}
.tell {
  margin: 8px 0 4px;
}
.keys {
  margin-top: 6px;
  font-size: 12px;
}
kbd {
  border: 1px solid var(--line);
  border-radius: 4px;
  padding: 0 5px;
  margin-left: 8px;
}
.split {
  display: flex;
  gap: 12px;
  align-items: flex-start;
}
.grid {
  position: relative;
  flex: 1;
  min-width: 0;
  max-height: min(76vh, 900px);
  overflow: auto;
  background: var(--sheet);
  border: 1px solid var(--line);
  border-radius: 8px;
  overscroll-behavior-x: contain;
}
.canvas {
  position: relative;
  min-width: 100%;
}
.row {
  position: absolute;
  top: 0;
  left: 0;
  width: 100%;
  height: var(--row);
  contain: size layout style;
  display: flex;
  border-bottom: 1px solid var(--line);
}
.row:hover,
.row.here {
  background: var(--raised);
}
.lead.active {
  outline-offset: -2px;
}
.lead,
.corner {
  position: sticky;
  left: 0;
  z-index: 1;
  flex: none;
  width: var(--left);
  display: flex;
  gap: 10px;
  align-items: center;
  padding: 0 12px;
  background: var(--sheet);
  border-right: 1px solid var(--line);
  white-space: nowrap;
  cursor: pointer;
}
.row:hover .lead,
.row.here .lead {
  background: var(--raised);
}
.lead .word {
  flex: none;
  width: 104px;
}
.lead .id {
  flex: none;
  width: 16ch;
}
.lead .title {
  flex: 1;
  overflow: hidden;
  text-overflow: ellipsis;
}
.lead .weight {
  color: var(--quiet);
  font-size: 12px;
}
.cells {
  display: flex;
  padding-left: var(--before);
}
.cell {
  flex: none;
  width: calc(var(--cell) - 4px);
  height: 18px;
  margin: 4px 2px;
  border-radius: 4px;
  background: var(--tint);
  color: var(--tone);
  font: 600 11px/18px var(--mono);
  text-align: center;
  overflow: hidden;
  cursor: pointer;
}
.cell.s7 {
  box-shadow: inset 0 0 0 1px var(--line);
}
.roomy .cell {
  font: inherit;
  font-size: 12px;
  line-height: 18px;
}
.active {
  outline: 2px solid var(--accent);
  outline-offset: -1px;
  border-radius: 5px;
}
.grid:not(:focus-visible) .active {
  outline-color: var(--line);
}
.head {
  position: sticky;
  top: 0;
  z-index: 3;
  height: var(--head);
  min-width: 100%;
  display: flex;
  background: var(--sheet);
  border-bottom: 1px solid var(--line);
}
.corner {
  align-items: flex-end;
  padding-bottom: 6px;
  color: var(--quiet);
  cursor: default;
}
.name {
  flex: none;
  width: var(--cell);
  height: calc(var(--head) - 1px);
  display: flex;
  align-items: center;
  justify-content: flex-start;
  writing-mode: vertical-rl;
  transform: rotate(180deg);
  font-size: 12px;
  padding: 6px 0;
}
.name span {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
  max-height: 100%;
}
.roomy .name {
  writing-mode: horizontal-tb;
  transform: none;
  justify-content: center;
  padding: 0 4px;
}
.name.cluster {
  color: var(--accent);
}
.name.away {
  color: var(--unknown);
  text-decoration: line-through;
}
.list .head {
  display: none;
}
.list .lead {
  flex-wrap: wrap;
  gap: 0 10px;
  align-content: center;
  border: 0;
}
.list .lead .word,
.list .lead .id {
  width: auto;
}
.list .lead .title {
  flex: 1 1 100%;
  order: 1;
}
.list .lead .weight {
  display: none;
}
.list .lead .who {
  flex: 1;
  text-align: right;
  color: var(--quiet);
  font-size: 12px;
  overflow: hidden;
  text-overflow: ellipsis;
}

/* src/report/assessment/html/client/style/panel.css */
.panel {
  flex: 0 0 clamp(340px, 32vw, 520px);
  max-height: min(76vh, 900px);
  overflow: auto;
  background: var(--sheet);
  border: 1px solid var(--line);
  border-radius: 8px;
  padding: 12px 16px 18px;
  overflow-wrap: anywhere;
}
.panel:focus {
  outline: none;
  border-color: var(--accent);
}
.panel .close {
  float: right;
  margin-left: 10px;
}
.panel .heading {
  display: flex;
  gap: 10px;
  align-items: baseline;
}
.panel h3 {
  font-size: 15px;
}
.panel h4 {
  font-size: 12px;
  font-weight: 500;
  color: var(--quiet);
}
.named {
  margin-top: 10px;
}
.named p {
  white-space: pre-wrap;
}
.result {
  margin-top: 12px;
  border-top: 1px solid var(--line);
  padding-top: 8px;
}
.result.chosen {
  border-top: 2px solid var(--accent);
}
summary {
  cursor: pointer;
}
summary b {
  font-weight: 600;
  font-family: var(--mono);
  font-size: 0.9em;
}
.panel .evidence {
  margin: 8px 0;
  padding: 8px 10px;
  background: var(--raised);
  border-left: 3px solid var(--pass);
  border-radius: 0 6px 6px 0;
}
.panel .evidence.unmet {
  border-left-color: var(--fail);
}
.evidence .what {
  display: flex;
  flex-wrap: wrap;
  gap: 2px 10px;
  justify-content: space-between;
}
.evidence .what .quiet {
  font-size: 12px;
}
.panel dl {
  display: grid;
  grid-template-columns: max-content 1fr;
  gap: 0 12px;
  margin: 4px 0;
}
.panel dt {
  color: var(--quiet);
}
.panel dd {
  white-space: pre-wrap;
  font-family: var(--mono);
  font-size: 0.9em;
}
.command {
  display: flex;
  gap: 8px;
  align-items: flex-start;
  margin-top: 4px;
}
.command code {
  flex: 1;
  white-space: pre-wrap;
}
.command code::before {
  content: "$ ";
  color: var(--quiet);
}
.command button {
  font-size: 12px;
  padding: 0 7px;
}
.panel .waiver {
  margin: 6px 0;
  padding: 6px 10px;
  background: var(--waived-tint);
  border-radius: 6px;
}
@media (max-width: 860px) {
  .panel {
    position: fixed;
    inset: 0;
    z-index: 10;
    max-height: none;
    border: 0;
    border-radius: 0;
  }
  .with-panel {
    overflow: hidden;
  }
}

/* src/report/assessment/html/client/style/print.css */
@media print {
  :root,
  [data-theme] {
    color-scheme: light;
    font-size: 10px;
  }
  @page {
    margin: 14mm 12mm;
  }
  html .script-only,
  .bar nav {
    display: none !important;
  }
  html.scripted .paper-only {
    display: block !important;
  }
  body,
  .cause,
  .bar {
    background: none;
  }
  .bar {
    position: static;
  }
  .causes {
    display: block;
  }
  .cause {
    margin-bottom: 8px;
  }
  .more::details-content {
    content-visibility: visible;
    display: block;
    height: auto;
  }
  .scroll {
    overflow: visible;
  }
  a {
    color: inherit;
  }
  h1 {
    font-size: 18px;
  }
  h2 {
    break-after: avoid;
    margin-top: 18px;
    font-size: 13px;
  }
  h3 {
    font-size: 11px;
  }
  .evidence td,
  .evidence th,
  .counts h2 {
    font-size: 9.5px;
  }
  .cause {
    padding: 6px 10px;
  }
  thead {
    display: table-header-group;
  }
  tr {
    break-inside: avoid;
  }
  .controls {
    width: 100%;
  }
  .controls td {
    border-top: 1px solid var(--line);
  }
  .word,
  .number {
    -webkit-print-color-adjust: exact;
    print-color-adjust: exact;
  }
}

/* src/report/assessment/html/client/style/page.css */`;
