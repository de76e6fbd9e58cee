import type { YamlMap } from '../domain/yaml-node.ts';
import type { Problems } from '../source/problems.ts';
import type { Inherited } from './model.ts';
import {
  booleanSetting,
  conditionsOf,
  numberSetting,
  plainBoolean,
  settingOf,
  tagsOf,
  textSetting,
  varsOf,
} from './parse-values.ts';

/** The keywords that plays, blocks and tasks share. */
export function parseInherited(map: YamlMap, problems: Problems): Inherited {
  const environment = settingOf(map, 'environment', problems);
  const vars = varsOf(map, problems);
  return {
    become: booleanSetting(map, 'become', problems),
    becomeUser: textSetting(map, 'become_user', problems),
    becomeMethod: textSetting(map, 'become_method', problems),
    noLog: booleanSetting(map, 'no_log', problems),
    checkMode: booleanSetting(map, 'check_mode', problems),
    timeout: numberSetting(map, 'timeout', problems),
    ignoreErrors: booleanSetting(map, 'ignore_errors', problems),
    ignoreUnreachable: plainBoolean(map, 'ignore_unreachable', problems),
    anyErrorsFatal: plainBoolean(map, 'any_errors_fatal', problems),
    runOnce: plainBoolean(map, 'run_once', problems),
    showDiff: plainBoolean(map, 'diff', problems),
    throttle: numberSetting(map, 'throttle', problems),
    delegateTo: textSetting(map, 'delegate_to', problems),
    environments: environment === null ? [] : [environment],
    vars: vars.size === 0 ? [] : [vars],
    when: conditionsOf(map, 'when', problems) ?? [],
    tags: tagsOf(map, problems),
  };
}

/** What holds for a task inside a play or block. Tags add up, conditions must all hold, the rest is the nearest word. */
export function inherit(outer: Inherited, inner: Inherited): Inherited {
  return {
    become: inner.become ?? outer.become,
    becomeUser: inner.becomeUser ?? outer.becomeUser,
    becomeMethod: inner.becomeMethod ?? outer.becomeMethod,
    noLog: inner.noLog ?? outer.noLog,
    checkMode: inner.checkMode ?? outer.checkMode,
    timeout: inner.timeout ?? outer.timeout,
    ignoreErrors: inner.ignoreErrors ?? outer.ignoreErrors,
    ignoreUnreachable: inner.ignoreUnreachable ?? outer.ignoreUnreachable,
    anyErrorsFatal: inner.anyErrorsFatal ?? outer.anyErrorsFatal,
    runOnce: inner.runOnce ?? outer.runOnce,
    showDiff: inner.showDiff ?? outer.showDiff,
    throttle: inner.throttle ?? outer.throttle,
    delegateTo: inner.delegateTo ?? outer.delegateTo,
    environments: [...outer.environments, ...inner.environments],
    vars: [...outer.vars, ...inner.vars],
    when: [...outer.when, ...inner.when],
    tags: [...new Set([...outer.tags, ...inner.tags])],
  };
}
