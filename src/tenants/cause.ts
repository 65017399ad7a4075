/** Why something could not be read. Each has one sentence and one thing to do. */
export type CauseCode =
  | 'consent-missing'
  | 'consent-withdrawn'
  | 'credential-expired'
  | 'credential-wrong'
  | 'tenant-gone'
  | 'conditional-access'
  | 'permission-missing'
  | 'role-missing'
  | 'throttled'
  | 'unreachable'
  | 'service-failed'
  | 'unexpected-answer'
  | 'wrong-tenant'
  | 'mailbox-not-found'
  | 'incomplete-list'
  | 'not-yet-read';

export interface Cause {
  readonly code: CauseCode;
  /** The service's own code for support: 'AADSTS65001', 'ManagementObjectNotFoundException'; never free text. */
  readonly serviceCode?: string | undefined;
  readonly requestId?: string | undefined;
}

interface CauseText {
  readonly sentence: string;
  readonly todo: string;
  /** Configuration causes wait for a person; the others pass by themselves. */
  readonly needsPerson: boolean;
}

export const causeTexts: Readonly<Record<CauseCode, CauseText>> = {
  'consent-missing': {
    sentence: 'The reader app has never been given consent in this tenant.',
    todo: 'A Global Administrator of the tenant opens the admin consent link and accepts.',
    needsPerson: true,
  },
  'consent-withdrawn': {
    sentence: 'Consent for the reader app was withdrawn, or its service principal was deleted.',
    todo: 'Ask why; then a Global Administrator of the tenant accepts the admin consent link again.',
    needsPerson: true,
  },
  'credential-expired': {
    sentence: "The reader app's secret or certificate has expired.",
    todo: 'Renew the credential of the reader app and restart the service.',
    needsPerson: true,
  },
  'credential-wrong': {
    sentence: "The reader app's secret or certificate was refused.",
    todo: 'Check WARDEN_READER_SECRET or WARDEN_READER_CERTIFICATE.',
    needsPerson: true,
  },
  'tenant-gone': {
    sentence: 'Microsoft Entra does not know this tenant any more.',
    todo: 'Check the tenant id; take the tenant off the list if the customer has left.',
    needsPerson: true,
  },
  'conditional-access': {
    sentence: 'A Conditional Access policy of the tenant blocks the reader app.',
    todo: 'Ask the tenant to exclude the reader app (workload identities) or to allow our address.',
    needsPerson: true,
  },
  'permission-missing': {
    sentence: 'The token lacks an application permission that this read needs.',
    todo: 'Compare the granted permissions with the table in the README and consent again.',
    needsPerson: true,
  },
  'role-missing': {
    sentence: 'The reader app has no Exchange or Entra role in this tenant that allows this read.',
    todo: 'Assign the role named in the README to the service principal in the tenant.',
    needsPerson: true,
  },
  throttled: {
    sentence: 'Microsoft 365 is throttling this tenant.',
    todo: 'Nothing; the next scan tries again.',
    needsPerson: false,
  },
  unreachable: {
    sentence: 'No answer came from Microsoft 365.',
    todo: 'Nothing at first; check the network and the service health if it lasts.',
    needsPerson: false,
  },
  'service-failed': {
    sentence: 'Microsoft 365 answered with an error.',
    todo: 'Nothing at first; quote the request id to Microsoft support if it lasts.',
    needsPerson: false,
  },
  'unexpected-answer': {
    sentence: 'Microsoft 365 answered in a form that this version does not know.',
    todo: 'Update Inbox Warden; report the request id if it lasts.',
    needsPerson: true,
  },
  'wrong-tenant': {
    sentence: 'The token received belongs to another tenant; nothing was read with it.',
    todo: 'Report this at once: it should never happen.',
    needsPerson: true,
  },
  'mailbox-not-found': {
    sentence: 'The mailbox could not be found in the tenant.',
    todo: 'Nothing; it counts as gone when it stays missing for a day.',
    needsPerson: false,
  },
  'incomplete-list': {
    sentence: 'The list of mailboxes broke off or contradicted itself.',
    todo: 'Nothing; the next scan reads it again.',
    needsPerson: false,
  },
  'not-yet-read': {
    sentence: 'This tenant has not been read yet.',
    todo: 'Wait for the first scan, or say "scan forwards".',
    needsPerson: false,
  },
};

export function isCauseCode(text: string): text is CauseCode {
  return Object.hasOwn(causeTexts, text);
}
