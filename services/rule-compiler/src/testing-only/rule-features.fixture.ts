import {
  audienceConditionSchema,
  conditionsOf,
  findAttributeType,
  findEvents,
  findPropertyTypes,
  findTag,
  measureSchema,
  numberOperator,
  operatorsByType,
  windowSchema,
  windowUnit,
  type Catalogue,
  type Condition,
  type PropertyFilter,
  type Rule,
  type Window,
} from '@muster/contracts';

/** The names of what a rule uses of the language, each once: what was compared can be counted, and what is missing be named. */
export function featuresOf(rule: Rule, catalogue: Catalogue): Set<string> {
  const conditions = conditionsOf(rule).flatMap(({ condition }) => featuresOfCondition(condition, catalogue));
  return new Set([...operatorsOf(rule), ...conditions]);
}

/** All that the language has, as its schemas list it. */
export function everyFeature(): string[] {
  const kinds = ['tag', 'audience', 'attribute', 'behavior', 'sequence'];
  const windows = windowSchema.options.map(({ shape }) => shape.type.value).filter((type) => type !== 'last');
  const measures = measureSchema.options.flatMap(({ shape }) => shape.fn.options);
  return [
    ...['intersect', 'union', 'difference', 'not'].map((op) => `group ${op}`),
    ...kinds.map((kind) => `kind ${kind}`),
    ...['flag has', 'category in', 'category notIn'].map((tag) => `tag ${tag}`),
    ...numberOperator.options.filter((op) => op !== 'in' && op !== 'notIn').map((op) => `tag number ${op}`),
    ...['tag asOf', 'tag now'],
    ...['latest', 'sameDay', 'date'].map((at) => `audience ${at}`),
    ...Object.entries(operatorsByType).flatMap(([type, ops]) => ops.map((op) => `${type} ${op}`)),
    ...operatorsByType.string.filter((op) => !op.startsWith('is')).map((op) => `string ${op} ignoreCase`),
    ...measures.map((fn) => `measure ${fn}`),
    ...numberOperator.options.map((op) => `compare ${op}`),
    ...['compare in window', 'compare notIn window', 'did true', 'did false', 'app one', 'app *'],
    ...windows.map((type) => `window ${type}`),
    ...windowUnit.options.map((unit) => `window last ${unit}`),
    ...['window last today', 'step', 'step not', 'step not, last'],
    ...['minute', 'hour', 'day', 'week'].map((unit) => `within ${unit}`),
  ];
}

function operatorsOf(rule: Rule): string[] {
  if ('kind' in rule) return [];
  const name = `group ${rule.op}`;
  switch (rule.op) {
    case 'intersect':
    case 'union':
      return [name, ...rule.of.flatMap(operatorsOf)];
    case 'difference':
      return [name, ...[rule.keep, ...rule.remove].flatMap(operatorsOf)];
    case 'not':
      return [name, ...operatorsOf(rule.of)];
  }
}

function featuresOfCondition(condition: Condition, catalogue: Catalogue): string[] {
  const kind = `kind ${condition.kind}`;
  switch (condition.kind) {
    case 'tag': {
      const tag = findTag(catalogue, condition.tag);
      return [kind, `tag ${tag?.kind} ${condition.match.op}`, condition.asOf ? 'tag asOf' : 'tag now'];
    }
    case 'audience': {
      const { at = 'latest' } = condition;
      const isNamed = !audienceConditionSchema.shape.at.unwrap().options[1].safeParse(at).success;
      return [kind, `audience ${isNamed ? at : 'date'}`];
    }
    case 'attribute':
      return [kind, ...comparisonOf(condition, findAttributeType(catalogue, condition.attribute))];
    case 'behavior': {
      const { app, event, did = true, window, where = [], measure, compare } = condition;
      return [
        kind,
        appOf(app),
        `did ${did}`,
        `measure ${measure?.fn ?? 'count'}`,
        ...(compare ? [`compare ${compare.op}${'window' in compare ? ' window' : ''}`] : []),
        ...(compare && 'window' in compare ? windowOf(compare.window) : []),
        ...windowOf(window),
        ...filtersOf(where, app, event, catalogue),
      ];
    }
    case 'sequence': {
      const { app, steps, within, window } = condition;
      const ofSteps = steps.flatMap(({ event, not = false, where = [] }, index) => [
        `step${not ? ' not' : ''}${not && index === steps.length - 1 ? ', last' : ''}`,
        ...filtersOf(where, app, event, catalogue),
      ]);
      return [kind, appOf(app), `within ${within.unit}`, ...windowOf(window), ...ofSteps];
    }
  }
}

const appOf = (app: string): string => (app === '*' ? 'app *' : 'app one');

function windowOf(window: Window = { type: 'all' }): string[] {
  if (window.type !== 'last') return [`window ${window.type}`];
  return [`window last ${window.unit}`, ...(window.includeToday ? ['window last today'] : [])];
}

function filtersOf(
  where: readonly PropertyFilter[],
  app: string,
  event: string,
  catalogue: Catalogue,
): string[] {
  const events = findEvents(catalogue, app, event);
  return where.flatMap((filter) => comparisonOf(filter, findPropertyTypes(events, filter.property)[0]));
}

function comparisonOf(
  { op, ignoreCase }: Pick<PropertyFilter, 'op' | 'ignoreCase'>,
  type: string | undefined,
): string[] {
  const name = `${type} ${op}`;
  return ignoreCase ? [name, `${name} ignoreCase`] : [name];
}
