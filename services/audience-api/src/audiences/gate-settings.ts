import {
  qualityGateSettings,
  type Diagnostic,
  type QualityGate,
  type QualityGateSettings,
  schemaSentences,
} from '@muster/contracts';
import { schemaProblems } from '../http/schema-problems';

/** What is wrong with the field `qualityGate` of a body; nothing when it is left out. */
export function gateProblems(settings: unknown): Diagnostic[] {
  if (settings === undefined) return [];
  const parsed = qualityGateSettings.safeParse(settings, { error: schemaSentences });
  if (parsed.success) return [];
  return schemaProblems(parsed.error).map((problem) => ({
    ...problem,
    pointer: `/qualityGate${problem.pointer}`,
  }));
}

/** A gate with some of its settings changed. */
export function changedGate(gate: QualityGate, settings: QualityGateSettings): QualityGate {
  const { onEmpty, maxChangePercent, maxWatermarkAgeMinutes } = settings;
  return {
    onEmpty: onEmpty ?? gate.onEmpty,
    // Null is a value: it turns the check off.
    maxChangePercent: maxChangePercent === undefined ? gate.maxChangePercent : maxChangePercent,
    maxWatermarkAgeMinutes:
      maxWatermarkAgeMinutes === undefined ? gate.maxWatermarkAgeMinutes : maxWatermarkAgeMinutes,
  };
}
