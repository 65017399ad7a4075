import { compauthReason } from './compauth-reason.js';
import { always, byWord, glossary, internal, type Glossary } from './explain.js';

const temporary = 'A temporary error, such as a DNS failure, kept it from being checked.';

const spf = byWord({
  pass: 'The sending server may send for the MAIL FROM domain (SPF).',
  fail: 'The sending server may not send for the MAIL FROM domain: its owner asks to reject such mail (SPF).',
  softfail:
    'The sending server is not among those of the MAIL FROM domain; its owner asks to mark such mail (SPF).',
  neutral: 'The owner of the MAIL FROM domain says nothing about this server (SPF).',
  none: 'The MAIL FROM domain has no SPF record that gives a result.',
  temperror: temporary,
  permerror: 'The SPF record of the MAIL FROM domain is broken.',
});

const dkim = byWord({
  pass: 'A valid DKIM signature: the signing domain answers for the message.',
  fail: 'The DKIM signature is not valid.',
  none: 'The message carries no DKIM signature.',
  timeout: 'The key of the DKIM signature could not be fetched in time.',
  ignore: 'The DKIM signature was left out of the judgement.',
  test: 'The DKIM signature is marked as a test.',
  neutral: 'The DKIM signature could not be read.',
  policy: 'The DKIM signature is not acceptable to the receiver.',
  error: 'The DKIM signature could not be checked.',
  temperror: temporary,
  permerror: 'The DKIM signature or its key is broken.',
});

const dmarc = byWord({
  pass: 'The From domain is authenticated (DMARC).',
  fail: 'The From domain is not authenticated: neither SPF nor DKIM speaks for it (DMARC).',
  bestguesspass: 'The From domain has no DMARC record; with one, the message would have passed.',
  none: 'The From domain has no DMARC record.',
  permerror: 'The DMARC record of the From domain is broken, or there is more than one.',
  temperror: temporary,
});

const compauth = byWord({
  pass: 'Microsoft held the From domain for authenticated, all signs taken together.',
  fail: 'Microsoft held the From domain for not authenticated, all signs taken together.',
  softpass: 'Microsoft held the From domain for probably authenticated.',
  none: 'Microsoft did not judge whether the From domain is authenticated.',
});

const arc = byWord({
  pass: 'The seals of the servers that passed it on are intact (ARC).',
  fail: 'The seals of the servers that passed it on are broken (ARC).',
  none: 'No server that passed it on sealed it (ARC).',
});

const action = byWord({
  none: 'No action was taken because of DMARC.',
  quarantine: 'DMARC failed; the domain owner asks for quarantine.',
  reject: 'DMARC failed; the domain owner asks for rejection.',
  oreject:
    'DMARC failed and the domain owner asks for rejection; Microsoft marked it as spam instead.',
  opctreject:
    'DMARC failed and the domain owner asks to reject a share of such mail; Microsoft did not reject this one.',
  'pct.quarantine':
    'DMARC failed; the domain owner asks for quarantine of a share of such mail, and this one was let through.',
  'pct.reject':
    'DMARC failed; the domain owner asks to reject a share of such mail, and this one was let through.',
  permerror: 'The DMARC record can’t be evaluated; trying again would not help.',
  temperror: 'A temporary error kept DMARC from being evaluated.',
});

const passOrFail = byWord({
  pass: 'The check passed.',
  fail: 'The check failed.',
  none: 'There was nothing to check.',
  neutral: 'The check gave no result.',
  temperror: temporary,
  permerror: 'The check met a broken record.',
});

/** Methods and their results. Microsoft Learn: "Anti-spam message headers"; RFC 8601; values seen beyond them. */
export const methodWords: Glossary = glossary({
  spf,
  dkim,
  dmarc,
  compauth,
  arc,
  auth: byWord({
    pass: 'The sender had signed in at the server that passed it on.',
    fail: 'The sender failed to sign in at the server that passed it on.',
    none: 'The sender had not signed in.',
  }),
  iprev: passOrFail,
  'sender-id': passOrFail,
  bimi: passOrFail,
  'dkim-adsp': passOrFail,
  'dkim-atps': passOrFail,
});

/** What stands beside a result. */
export const propertyWords: Glossary = glossary({
  action,
  reason: (code) => compauthReason(code),
  'smtp.mailfrom': always('The domain in MAIL FROM, where bounces go; readers don’t see it.'),
  'smtp.helo': always('The name that the sending server gave; used because MAIL FROM was empty.'),
  'smtp.rcpttodomain': always('The domain of the recipient.'),
  'smtp.remote-ip': always('The address of the sending server.'),
  'smtp.client-ip': always('The address of the sending server.'),
  'smtp.auth': always('The account that the sender had signed in with.'),
  'smtp.user': always('The account that the sender had signed in with.'),
  'header.d': always('The domain of the DKIM signature; “none” when there is none.'),
  'header.i': always('On whose behalf the DKIM signature was made.'),
  'header.s': always('Which key of the domain the DKIM signature used.'),
  'header.b': always('The first letters of the DKIM signature, to tell several apart.'),
  'header.a': always('The algorithm of the DKIM signature.'),
  'header.from': always('The domain in From, which readers see.'),
  'arc.chain': always('The servers that sealed it on its way.'),
  'arc.oldest-pass': internal,
  arc_overridden_status: byWord({ NOT_OVERRIDDEN: 'ARC changed nothing.' }),
  'policy.dmarc': always('The DMARC policy of the From domain.'),
});

/** What servers add in parentheses about a DKIM signature. */
export const dkimComment = byWord({
  'signature was verified': 'The signature was verified.',
  'message not signed': 'There was no signature.',
  'no key for signature': 'The signing domain publishes no such key.',
  'signature did not verify': 'The signature does not fit the message.',
  'body hash did not verify': 'The body was changed after signing.',
  // Microsoft's spelling.
  'signature timestamp exipred': 'The signature had expired.',
  'signature timestamp expired': 'The signature had expired.',
  'signature syntax error': 'The signature is malformed.',
  'key query timeout': 'The key could not be fetched in time.',
});
