import type { ModuleWords } from './module-words.ts';

/** Modules that wait or ask over the network. */
export const waitWords: Readonly<Record<'uri' | 'wait_for', ModuleWords>> = {
  uri: {
    parameters: {
      url: 'http:// or https://',
      method: 'GET and HEAD are questions; anything else is sent once a run, and not in a plan',
      body: 'what is sent',
      body_format: 'json and form-urlencoded make text of a mapping or list, and set the type',
      headers: 'headers and their values',
      status_code: 'what is right',
      return_content: 'keep the content',
      timeout: 'how long it may take',
      follow_redirects: 'safe: of GET and HEAD only',
      validate_certs: 'false: the certificate is not looked at, and the plan warns of it',
      ca_path: 'the authority to trust, a file on the host',
      client_cert: 'our certificate, a file on the host',
      client_key: 'its key, a file on the host',
      url_username: 'for basic authentication',
      url_password: 'its password',
      user: 'the same as url_username',
      password: 'the same as url_password',
      force_basic_auth: 'accepted: it is always sent at once',
      http_agent: 'how it calls itself',
      unix_socket: 'a socket on the host to send it through',
      use_proxy: 'false: no proxy, whatever the environment says',
      creates: 'do nothing where this path is there',
      removes: 'do nothing where this path is not there',
    },
    results: {
      status: 'of HTTP; -1 when there was no answer',
      url: 'where it ended',
      redirected: 'whether that is another than was asked',
      content: 'the content, with return_content',
      json: 'the same as data, where the answer says that it is JSON',
      elapsed: 'seconds',
      msg: 'OK, or what is wrong',
      ANY_HEADER: 'each header of the answer, lower case, with _ for -',
    },
    notes: [
      'Sent by curl on the host: address, headers, password and body stand in no argument list. As in Ansible it is never "changed": changed_when says otherwise.',
    ],
  },
  wait_for: {
    parameters: {
      host: 'whose port',
      port: 'the port to look at',
      path: 'the path to look at, through links',
      search_regex: 'what must be said by the file, or by the port to whoever connects; line by line',
      state:
        'started and present: open, or there. stopped and absent: closed, or gone. drained: no connections to the port',
      timeout: 'how long to wait; without port and path simply that long',
      delay: 'wait so long first, in any case',
      sleep: 'between two looks',
      connect_timeout: 'how long one look at a port may take',
      active_connection_states: 'drained: what counts as a connection',
      exclude_hosts: 'drained: addresses whose connections do not count',
      msg: 'what to say when it does not come true',
    },
    results: {
      elapsed: 'seconds',
      'match_groups, match_groupdict': 'what the groups of search_regex found',
      'state, port, path, search_regex': 'as given',
    },
    notes: [
      'Loops on the host. Where it is so already nothing is done; else a plan says "would wait". It is never "changed".',
    ],
  },
};
