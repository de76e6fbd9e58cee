#!/usr/bin/env python3
"""Records what Ansible makes of the cases in test/template/fixtures/cases.json, so that `npm test` needs no Python.

    mmdebstrap --variant=minbase --include=ansible-core,python3-jinja2 trixie /var/tmp/oracle
    tools/record-template.py /var/tmp/oracle          # runs itself inside with chroot, and writes recorded.json

Values are written as JSON, with {"int": "…"}, {"float": "…"} and {"map": [[key, value], …]} where JSON has no such type;
an error is {"error": "…"}.
"""
import json
import pathlib
import shutil
import subprocess
import sys

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / 'test/template/fixtures'


def outside(root):
    """Copies this script and the cases into the oracle, runs it there, and keeps its answers."""
    shutil.copy(__file__, f'{root}/tmp/record-template.py')
    cases = (FIXTURES / 'cases.json').read_text()
    answer = subprocess.run(['chroot', root, 'python3', '/tmp/record-template.py'], input=cases, capture_output=True, text=True, check=True,
                            env={'LC_ALL': 'C.UTF-8', 'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'ANSIBLE_DEPRECATION_WARNINGS': '0'})
    (FIXTURES / 'recorded.json').write_text(answer.stdout)


def inside():
    import io
    import jinja2
    from ansible.release import __version__
    cases = json.load(sys.stdin)
    real, sys.stdout = sys.stdout, io.StringIO()  # Ansible prints warnings
    result = {'provenance': f'ansible-core {__version__}, Jinja2 {jinja2.__version__}, Python {sys.version.split()[0]}; tools/record-template.py'}
    result['templates'] = [record(cases['vars'], 'template', case) for case in cases['templates']]
    result['conditions'] = [record(cases['vars'], 'condition', case) for case in cases['conditions']]
    result['files'] = [record(cases['vars'], 'file', case) for case in cases['files']]
    result['yaml'] = [record(cases['vars'], 'template', case) for case in cases['yaml']]
    sys.stdout = real
    print('{\n' + ',\n'.join(f'{json.dumps(key)}: {section(value)}' for key, value in result.items()) + '\n}')


def section(value):
    if isinstance(value, str):
        return json.dumps(value)
    return '[\n' + ',\n'.join(json.dumps(each, ensure_ascii=False) for each in value) + '\n]'


def record(variables, kind, text):
    from ansible.parsing.dataloader import DataLoader
    from ansible.template import Templar, trust_as_template
    templar = Templar(loader=DataLoader(), variables=variables)
    try:
        if kind == 'condition':
            return [text, encode(templar.evaluate_conditional(trust_as_template(text)))]
        if kind == 'file':
            value = templar.template(trust_as_template(text), escape_backslashes=False)
            return [text, '' if value is None else str(value)]
        return [text, encode(templar.template(trust_as_template(text)))]
    except Exception as error:
        return [text, {'error': f'{type(error).__name__}: {" ".join(str(error).split())}'[:160]}]


def encode(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return {'int': str(value)}
    if isinstance(value, float):
        return {'float': repr(value)}
    if isinstance(value, dict):
        return {'map': [[encode(key), encode(item)] for key, item in value.items()]}
    return [encode(item) for item in value]


if __name__ == '__main__':
    outside(sys.argv[1]) if len(sys.argv) > 1 else inside()
