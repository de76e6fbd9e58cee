import { z } from 'zod';

import type { Module } from '../domain/module.ts';
import { Secret } from '../domain/secret.ts';
import { absolutePath, anyText, flag, oneOrMore, seconds, textOrSecret, word } from './params.ts';
import { bodyOf } from './uri/body.ts';
import { planUri } from './uri/plan.ts';
import { uriQuery, type UriState } from './uri/query.ts';
import { uriFields } from './uri/result.ts';

const code = z.coerce.number().int().min(100, 'must be a status of HTTP').max(599, 'must be a status of HTTP');

const params = z
  .strictObject({
    url: textOrSecret.refine(
      (url) => /^https?:\/\/[^\s]+$/.test(url instanceof Secret ? url.reveal() : url),
      'must be a URL: http:// or https://',
    ),
    method: word.regex(/^[A-Z]+$/, 'must be one word in capitals, like GET').default('GET'),
    body: z.unknown().optional().meta({ words: 'text, or data for body_format' }),
    body_format: z.enum(['raw', 'json', 'form-urlencoded']).default('raw'),
    headers: z
      .record(
        word.regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header'),
        z.union([textOrSecret, z.number(), z.boolean()]),
      )
      .default({}),
    status_code: oneOrMore(code).default([200]),
    return_content: flag.default(false),
    timeout: seconds.default(30_000),
    follow_redirects: z.enum(['safe', 'all', 'none', 'urllib2', 'yes', 'no']).default('safe'),
    validate_certs: flag.default(true),
    ca_path: absolutePath.optional(),
    client_cert: absolutePath.optional(),
    client_key: absolutePath.optional(),
    url_username: anyText.optional(),
    url_password: textOrSecret.optional(),
    user: anyText.optional(),
    password: textOrSecret.optional(),
    force_basic_auth: flag.default(false),
    http_agent: anyText.default('ansible-httpget'),
    unix_socket: absolutePath.optional(),
    use_proxy: flag.default(true),
    creates: absolutePath.optional(),
    removes: absolutePath.optional(),
  })
  .superRefine((given, context) => {
    const problem = bodyOf(given).problem;
    if (problem !== null) context.addIssue({ code: 'custom', path: ['body'], message: problem });
  });
export type UriParams = z.output<typeof params>;

/** Asks an HTTP service from the host. GET and HEAD are questions, in a plan too; anything else is sent once. */
export const uri: Module<UriParams, UriState> = {
  name: 'uri',
  summary: 'Sends one HTTP request from the host',
  params,
  examples: [
    '- uri:\n    url: http://127.0.0.1:10248/healthz\n    return_content: true\n  register: kubelet',
    '- uri:\n    url: https://registry.example/v2/\n    ca_path: /etc/ssl/registry-ca.crt\n    status_code: [200, 401]',
    '- uri:\n    url: https://hooks.example/done\n    method: POST\n    body_format: json\n    body: { text: hardened }\n    status_code: 204',
  ],
  probe: uriQuery,
  plan: planUri,
  changed: () => false,
  result: uriFields,
};
