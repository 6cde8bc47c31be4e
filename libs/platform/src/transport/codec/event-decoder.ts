import {
  cloudEventAttributes,
  pointerTo,
  schemaSentences,
  type CloudEvent,
  type Diagnostic,
  type TopicDefinition,
} from '@muster/contracts';
import type { z } from 'zod';
import { NotYetError, PermanentError } from '../../errors/errors';
import type { ClaimStore } from './claim-check';
import { readData } from './event-data';
import type { RawMessage } from './raw-message';

/** What is wrong is told in sentences: dead letters are read by the people who sent them. */
const TOLD = { error: schemaSentences };

/**
 * Reads an event of a topic and checks it against its contract.
 *
 * @throws PermanentError with the code `event.undecodable`, `event.malformed-envelope`, `event.unknown-type`, `event.malformed-json`,
 *   `event.too-deep`, `event.invalid-data`, `event.organisation-mismatch` or `event.claim-missing`; a NotYetError when a newer
 *   release may know the type.
 * @throws DependencyDownError when the data lies in an object store that does not answer.
 */
export async function decodeEvent(
  claims: ClaimStore,
  topic: TopicDefinition,
  message: RawMessage,
): Promise<CloudEvent> {
  if (message.unreadable !== undefined) throw new PermanentError('event.undecodable', message.unreadable);
  const envelope = cloudEventAttributes.safeParse(attributesOf(message.headers), TOLD);
  if (!envelope.success) {
    const broken = envelope.error.issues.map(({ path, message }) => `ce_${path.join('.')}: ${message}`);
    throw new PermanentError('event.malformed-envelope', `the envelope is broken: ${broken.join('; ')}`);
  }
  const { type } = envelope.data;
  const definition = topic.events.find((event) => event.type === type);
  if (!definition) throw unknownType(topic, type);

  const given = await readData(claims, topic, envelope.data.source, message);
  const data = definition.data.safeParse(given, TOLD);
  if (!data.success) throw invalidData(data.error);
  checkOrganisation(envelope.data.source, data.data);
  return { ...envelope.data, data: data.data };
}

/** How long an event is put back that only a newer release can read: replicas are replaced in less, as a rule. */
const NEWER_RELEASE_PATIENCE_MS = 15 * 60_000;

function unknownType(topic: TopicDefinition, type: string): PermanentError {
  const message = `${topic.name} has no event ${type}`;
  if (!isOfNewerRelease(topic, type)) return new PermanentError('event.unknown-type', message);
  return new NotYetError('event.unknown-type', `${message} in this release`, NEWER_RELEASE_PATIENCE_MS);
}

/**
 * Whether a newer release may know the type: while replicas are being replaced, old ones meet events of new ones. That is a later
 * version of a type, and any type on a topic that only Muster's services write to.
 */
function isOfNewerRelease(topic: TopicDefinition, type: string): boolean {
  const { name, version } = versioned(type);
  const known = topic.events.map((event) => versioned(event.type)).filter((event) => event.name === name);
  if (known.length > 0) return known.every((event) => event.version < version);
  return topic.name.startsWith('audience.') && name.startsWith('audience.');
}

function versioned(type: string): { readonly name: string; readonly version: number } {
  const at = type.lastIndexOf('.v');
  return { name: type.slice(0, at), version: Number(type.slice(at + 2)) };
}

/** The sender's permission is checked by `ce_source`: data that name another organisation would land there unseen. */
function checkOrganisation(source: string, data: unknown): void {
  const named = organisationIn(data);
  const sender = source.split('/')[2];
  if (named === undefined || named.toLowerCase() === sender) return;
  const message = `ce_source is of the organisation ${String(sender)}, the data are of ${named}`;
  const code = 'event.organisation-mismatch';
  throw new PermanentError(code, message, { errors: [{ code, pointer: '/organisationId', message }] });
}

function organisationIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('organisationId' in data)) return undefined;
  return typeof data.organisationId === 'string' ? data.organisationId : undefined;
}

const ATTRIBUTE_PREFIX = 'ce_';
const KNOWN_ATTRIBUTES = new Set(Object.keys(cloudEventAttributes.shape));

/** Attributes of the contract; extension attributes of other senders are theirs and not ours to refuse. */
function attributesOf(headers: RawMessage['headers']): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [header, value] of Object.entries(headers)) {
    const name = header.startsWith(ATTRIBUTE_PREFIX) ? header.slice(ATTRIBUTE_PREFIX.length) : undefined;
    if (name !== undefined && KNOWN_ATTRIBUTES.has(name)) attributes[name] = value;
    // Media type parameters, such as a charset, say nothing that JSON leaves open.
    if (header === 'content-type') attributes.datacontenttype = value.split(';')[0]?.trim() ?? value;
  }
  return attributes;
}

/** At most this many issues are named: a message may be wrong in thousands of places. */
const MAX_ISSUES = 5;

function invalidData(error: z.ZodError): PermanentError {
  const code = 'event.invalid-data';
  const errors = error.issues
    .flatMap(pointersOf)
    .slice(0, MAX_ISSUES)
    .map(({ pointer, message }): Diagnostic => ({ code, pointer, message }));
  const named = errors.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ');
  return new PermanentError(code, `the data breaks its contract: ${named}`, { errors });
}

/** A field that the contract does not have is named itself, and not the object that has it. */
function pointersOf(issue: z.core.$ZodIssue): { readonly pointer: string; readonly message: string }[] {
  const pointer = pointerTo('', ...issue.path.map(String));
  if (issue.code !== 'unrecognized_keys') return [{ pointer, message: issue.message }];
  return issue.keys.map((key) => ({ pointer: pointerTo(pointer, key), message: 'there is no such field' }));
}
