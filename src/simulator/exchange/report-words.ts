/**
 * What `-EventType` of the two ATP reports may be. Microsoft Learn: "Get-MailDetailATPReport"; the last three stand in
 * scripts that work (admindroid-community/powershell-scripts: Mail Protection Report), and not on the page.
 */
export const EVENT_TYPES = [
  ...['Advanced filter', 'Anti-malware Engine', 'Campaign', 'File detonation'],
  ...['File detonation reputation', 'File reputation', 'Fingerprint matching', 'General filter'],
  ...['Impersonation brand', 'Impersonation domain', 'Impersonation user'],
  ...['Mailbox intelligence impersonation', 'Message passed', 'Mixed analysis detection'],
  ...['Spoof DMARC', 'Spoof external domain', 'Spoof intra-org', 'URL detonation'],
  ...['URL detonation reputation', 'URL malicious reputation'],
  ...['Bulk', 'Domain reputation', 'IP reputation'],
] as const;

/** The event type of mail that nothing was found in. */
export const MESSAGE_PASSED = 'Message passed';

/** What is done with a message, in the words of the policies. Assumption: the reports use the same. */
export const ACTIONS = ['Delete', 'MoveToJmf', 'NoAction', 'Quarantine'] as const;
export type ReportAction = (typeof ACTIONS)[number];

/** Of Get-SpoofMailReport. Microsoft Learn names these as common. */
export const SPOOF_ACTIONS = ['CaughtAsSpam', 'GoodMail'] as const;

export const DIRECTIONS = ['Inbound', 'Outbound', 'IntraOrg'] as const;
export type ReportDirection = (typeof DIRECTIONS)[number];

/** Microsoft Learn: "Get-MailFlowStatusReport". */
export const FLOW_TYPES = [
  ...(['EdgeBlockSpam', 'EmailMalware', 'EmailPhish', 'GoodMail'] as const),
  ...(['SpamDetections', 'TransportRules'] as const),
] as const;
export type FlowType = (typeof FLOW_TYPES)[number];

/** Kinds of payload. Microsoft Learn: "Get-MailDetailATPReport", `-MalwareName`. */
export const MALWARE_NAMES = [
  ...(['Excel', 'EXE', 'Flash', 'Others', 'PDF', 'PowerPoint', 'URL'] as const),
] as const;
export type MalwareName = (typeof MALWARE_NAMES)[number];
