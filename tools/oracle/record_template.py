#!/usr/bin/env python3
"""What Ansible makes of templates, conditions and whole files: questions as JSON on stdin, answers as JSON on stdout.

Questions: {"vars": {…}, SECTION: [TEXT, …], …}; the section `conditions` holds bare expressions, `files…` whole files,
every other one values of a playbook.

Values are written as JSON, with {"int": "…"}, {"float": "…"} and {"map": [[key, value], …]} where JSON has no such type;
an error is {"error": "…"}.
"""
import io
import json
import os
import sys

os.environ['ANSIBLE_DEPRECATION_WARNINGS'] = '0'


def main():
    out, sys.stdout = sys.stdout, io.StringIO()  # Ansible prints warnings
    questions = json.load(sys.stdin)
    variables = questions.pop('vars')
    answers = {'provenance': provenance()}
    for section, texts in questions.items():
        answers[section] = [record(variables, section, text) for text in texts]
    print('{\n' + ',\n'.join(f'{json.dumps(key)}: {lines(value)}' for key, value in answers.items()) + '\n}', file=out)


def provenance():
    import jinja2
    from ansible.release import __version__
    return f'ansible-core {__version__}, Jinja2 {jinja2.__version__}, Python {sys.version.split()[0]}; tools/oracle/record_template.py'


def lines(value):
    if isinstance(value, str):
        return json.dumps(value)
    return '[\n' + ',\n'.join(json.dumps(each, ensure_ascii=False) for each in value) + '\n]'


def record(variables, section, text):
    from ansible.parsing.dataloader import DataLoader
    from ansible.template import Templar, trust_as_template
    templar = Templar(loader=DataLoader(), variables=variables)
    try:
        if section == 'conditions':
            return [text, encode(templar.evaluate_conditional(trust_as_template(text)))]
        if section.startswith('files'):
            value = templar.template(trust_as_template(text), escape_backslashes=False)
            return [text, '' if value is None else str(value)]
        return [text, encode(templar.template(trust_as_template(text)))]
    except RecursionError:
        return [text, {'error': 'RecursionError'}]
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
    main()
