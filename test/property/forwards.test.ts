import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isInternal } from '../../src/forwards/accepted-domains.js';
import type { Destination } from '../../src/forwards/destination.js';
import { fingerprintOf } from '../../src/forwards/detect.js';
import {
  forwardFactsJson,
  parseForwardFacts,
  reasonCodes,
  type ForwardFacts,
} from '../../src/forwards/facts.js';
import { addressText, parseSmtpAddress } from '../../src/forwards/smtp-address.js';

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const domain = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));
const address = fc.tuple(label, domain).map(([local, host]) => `${local}@${host}`);
const text = fc.string({ unit: 'binary', maxLength: 40 }).map((raw) => raw.toWellFormed());
const hop = fc.record(
  {
    kind: fc.constantFrom('contact' as const, 'group' as const, 'mailbox' as const),
    name: text,
  },
  { noNullPrototype: true },
);
const destination: fc.Arbitrary<Destination> = fc.record(
  {
    address,
    label: text,
    vector: fc.constantFrom('mailbox-smtp' as const, 'mailbox-recipient' as const),
    placement: fc.constantFrom(
      'external' as const,
      'internal' as const,
      'partner' as const,
      'unresolved' as const,
    ),
    via: fc.array(hop, { maxLength: 3 }),
    dormant: fc.boolean(),
  },
  { requiredKeys: ['label', 'vector', 'placement', 'dormant'], noNullPrototype: true },
);
const setting = fc.record({
  forwardingSmtpAddress: fc.option(address),
  forwardingAddress: fc.option(text),
  keepsCopy: fc.boolean(),
});
const upperDomain = (raw: string): string => raw.replace(/@.*$/, (host) => host.toUpperCase());

describe('the fingerprint of a forward', () => {
  it('is the same in any order, with the domains in any case, and with or without the prefix', () => {
    fc.assert(
      fc.property(setting, fc.array(destination), (set, leads) => {
        const other = {
          ...set,
          forwardingSmtpAddress:
            set.forwardingSmtpAddress && `SMTP:${upperDomain(set.forwardingSmtpAddress)}`,
        };
        const same = leads.toReversed().map((one) => ({
          ...one,
          ...(one.address === undefined ? {} : { address: upperDomain(one.address) }),
        }));
        assert.equal(fingerprintOf(other, same), fingerprintOf(set, leads));
      }),
    );
  });
  it('changes with the copy, with either attribute, and with where the mail ends', () => {
    fc.assert(
      fc.property(setting, destination, (set, lead) => {
        const outside: Destination = { ...lead, placement: 'external', address: 'x@evil.example' };
        const before = fingerprintOf(set, [outside]);
        assert.notEqual(fingerprintOf({ ...set, keepsCopy: !set.keepsCopy }, [outside]), before);
        assert.notEqual(
          fingerprintOf({ ...set, forwardingSmtpAddress: 'new@evil.example' }, [outside]),
          before,
        );
        assert.notEqual(
          fingerprintOf({ ...set, forwardingAddress: `${set.forwardingAddress ?? ''}+` }, [
            outside,
          ]),
          before,
        );
        assert.notEqual(fingerprintOf(set, [{ ...outside, address: 'y@evil.example' }]), before);
        assert.notEqual(fingerprintOf(set, [{ ...outside, address: 'X@evil.example' }]), before);
      }),
    );
  });
  it('does not change with destinations inside', () => {
    fc.assert(
      fc.property(setting, destination, (set, lead) => {
        assert.equal(
          fingerprintOf(set, [{ ...lead, placement: 'internal' }]),
          fingerprintOf(set, []),
        );
      }),
    );
  });
});

describe('facts of a forward', () => {
  const facts: fc.Arbitrary<ForwardFacts> = fc.record(
    {
      mailboxId: fc.uuid(),
      objectId: fc.uuid(),
      userPrincipalName: text,
      primarySmtpAddress: text,
      displayName: text,
      recipientType: text,
      forwardingSmtpAddress: fc.option(text),
      forwardingAddress: fc.option(text),
      keepsCopy: fc.boolean(),
      destinations: fc.array(destination, { maxLength: 5 }),
      outsideCount: fc.nat(),
      reasons: fc.subarray([...reasonCodes]),
    },
    {
      noNullPrototype: true,
      requiredKeys: [
        'mailboxId', 'userPrincipalName', 'primarySmtpAddress', 'displayName', 'recipientType', 'forwardingSmtpAddress',
        'forwardingAddress', 'keepsCopy', 'destinations', 'outsideCount', 'reasons',
      ],
    },
  ); // prettier-ignore
  it('read back equal', () => {
    fc.assert(
      fc.property(facts, (one) => {
        assert.deepEqual(parseForwardFacts(JSON.parse(JSON.stringify(forwardFactsJson(one)))), {
          ...one,
        });
      }),
    );
  });
  it('are refused when a field is missing, naming the field and not its value', () => {
    fc.assert(
      fc.property(
        facts,
        fc.constantFrom('mailboxId', 'keepsCopy', 'destinations'),
        (one, field) => {
          const broken = Object.fromEntries(Object.entries(one).filter(([name]) => name !== field));
          assert.throws(() => parseForwardFacts(broken), { name: 'ContractError', path: field });
        },
      ),
    );
  });
});

describe('parseSmtpAddress, for any text', () => {
  it('never throws, and reads its own result again', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          address,
          text.map((raw) => `x@${raw}`),
        ),
        (raw) => {
          const once = parseSmtpAddress(raw);
          if (once) assert.deepEqual(parseSmtpAddress(addressText(once)), once);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('isInternal, for any domain', () => {
  it('takes a subdomain only with MatchSubDomains, and never a longer last label', () => {
    fc.assert(
      fc.property(domain, label, (own, part) => {
        const accepted = (matchSubDomains: boolean): boolean[] =>
          [own, `${part}.${own}`, `${part}${own}`].map((name) =>
            isInternal(name, [{ domainName: own.toUpperCase(), matchSubDomains }]),
          );
        assert.deepEqual(accepted(false), [true, false, false]);
        assert.equal(accepted(true)[0], true);
        assert.equal(accepted(true)[2], false);
      }),
    );
  });
});
