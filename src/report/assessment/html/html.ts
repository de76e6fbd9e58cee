import { createHash } from 'node:crypto';

import type { Assessment } from '../../../domain/assessment.ts';
import { causes } from './causes.ts';
import { controlList } from './control-list.ts';
import { counts } from './counts.ts';
import { differences } from './differences.ts';
import { encode } from './encode.ts';
import { asIs, markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { matrix } from './matrix.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';
import { record } from './record.ts';
import { verdict } from './verdict.ts';
import { verdictLine } from './verdict-line.ts';
import { waivers } from './waivers.ts';

/**
 * The assessment as one HTML file that asks for nothing else: verdict, causes and provenance are written out and can
 * be read without a script and on paper; the script draws the matrix from the data beside it. The policy lets only
 * this style and this script run, by their hashes (CSP Level 3).
 */
export const html = (assessment: Assessment): string => page(assessment).markup;

const page = (assessment: Assessment): Markup => markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${verdictLine(assessment)}</title>
<style>${asIs(pageStyle)}</style>
</head>
<body>
${bar(assessment)}
<main>
${verdict(assessment)}
${counts(assessment)}
${causes(assessment)}
${matrix(assessment)}
${differences(assessment)}
${waivers(assessment)}
${controlList(assessment)}
${record(assessment)}
</main>
<script type="application/json" id="data">${data(assessment)}</script>
<script>${asIs(pageScript)}</script>
</body>
</html>
`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const policy = `default-src 'none'; script-src ${hashOf(pageScript)}; style-src ${hashOf(pageStyle)}; base-uri 'none'; form-action 'none'`;

/** Nothing in it can end the element that holds it: HTML sees no `<`. */
const data = (assessment: Assessment): Markup => asIs(JSON.stringify(encode(assessment)).replaceAll('<', '\\u003c'));

const bar = ({ header }: Assessment): Markup => markup`<header class="bar">
<b>Bulwark</b><span class="quiet">run ${header.run}</span>
<nav aria-label="Parts of this report"><a href="#causes">Causes</a><a href="#matrix">Matrix</a><a href="#waivers">Waivers</a><a href="#record">Record</a></nav>
<button type="button" id="theme" class="script-only" aria-live="polite">theme</button>
</header>`;
