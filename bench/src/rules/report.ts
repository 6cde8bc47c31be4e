import type { DataSize } from './data/data-size';
import type { GoalResult } from './goals';
import type { MeasuredPlan, MeasuredRule } from './measure/measure-rule';

const MEBIBYTE = 2 ** 20;
const COLUMNS = [
  { title: 'wall ms', width: 11 },
  { title: 'cpu ms', width: 10 },
  { title: 'peak MiB', width: 10 },
  { title: 'rows read', width: 13 },
  { title: '× ours', width: 9 },
] as const;
const NAME_WIDTH = 40;

/** The table of one rule; every plan is compared with the first one. */
export function ruleTable(conditions: number, { members, plans }: MeasuredRule<string>): string {
  const rows = Object.values(plans);
  const [ours] = rows;
  const noun = conditions === 1 ? 'condition' : 'conditions';
  return [
    '',
    line(
      `${conditions} ${noun}, ${grouped(members)} users`,
      COLUMNS.map(({ title }) => title),
    ),
    ...rows.map((plan) => line(plan.name, cells(plan, ours))),
  ].join('\n');
}

export function goalsTable(size: DataSize, goals: readonly GoalResult[]): string {
  const rows = goals.map(
    ({ goal, what, measured, verdict }) =>
      `  ${goal.padEnd(3)}${what.padEnd(64)}${measured.padStart(12)}  ${verdict}`,
  );
  return ['', `  goals on the ${size.name} data set`, ...rows, ''].join('\n');
}

function cells(plan: MeasuredPlan, ours: MeasuredPlan | undefined): string[] {
  return [
    plan.wallMs.toFixed(1),
    plan.cpuMs?.toFixed(1) ?? '–',
    (plan.peakMemoryBytes / MEBIBYTE).toFixed(1),
    grouped(plan.rowsRead),
    ours ? (plan.wallMs / ours.wallMs).toFixed(2) : '',
  ];
}

function line(name: string, values: readonly string[]): string {
  const padded = values.map((value, index) => value.padStart(COLUMNS[index]?.width ?? 0));
  return `  ${name.padEnd(NAME_WIDTH)}${padded.join('')}`;
}

function grouped(number: number): string {
  return number.toLocaleString('en-GB');
}
