import type { SimulatedResponse } from '../service.js';

/** A cmdlet that ends with an error; `response` is what the caller sees. */
export class CmdletFailure extends Error {
  #response: SimulatedResponse;

  constructor(status: number, code: string, id: string, type: string, text: string) {
    super(text);
    this.name = 'CmdletFailure';
    this.#response = {
      status,
      headers: { 'X-ExceptionType': type },
      body: {
        error: {
          code,
          message: 'Error executing cmdlet',
          details: [{ code: 'Context', target: '', message: `${id}|${type}|${text}` }],
          innererror: {
            message: 'Error executing cmdlet',
            type: 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException',
            internalexception: { message: text, type },
          },
        },
      },
    };
  }

  get response(): SimulatedResponse {
    return this.#response;
  }

  withHeader(name: string, value: string): this {
    this.#response = {
      ...this.#response,
      headers: { ...this.#response.headers, [name]: value },
    };
    return this;
  }
}

const TASKS = 'Microsoft.Exchange.Configuration.Tasks';
const BINDING = 'System.Management.Automation.ParameterBindingException';

export function notFound(identity: string): CmdletFailure {
  const text = `The operation couldn't be performed because object '${identity}' couldn't be found on 'DC01'.`;
  return new CmdletFailure(
    404,
    'NotFound',
    'Ex6F9304',
    `${TASKS}.ManagementObjectNotFoundException`,
    text,
  );
}

export function ambiguous(identity: string): CmdletFailure {
  const text = `The operation couldn't be performed because '${identity}' matches multiple entries.`;
  return new CmdletFailure(
    400,
    'BadRequest',
    'Ex2B0B23',
    `${TASKS}.ManagementObjectAmbiguousException`,
    text,
  );
}

export function badParameter(text: string): CmdletFailure {
  return new CmdletFailure(400, 'BadRequest', 'ExE1A57B', BINDING, text);
}

export function badFilter(filter: string, reason: string): CmdletFailure {
  const text = `Invalid filter syntax: ${reason}. For a description of the filter parameter syntax see the command help. "${filter}"`;
  return new CmdletFailure(
    400,
    'BadRequest',
    'ExF6B6E4',
    'Microsoft.Exchange.Data.ParsingException',
    text,
  );
}

/** The mailbox is mastered on-premises. */
export function outOfWriteScope(): CmdletFailure {
  const text =
    "The operation failed because it's out of the current user's write scope. This action should be performed on the object in your on-premises organization.";
  return new CmdletFailure(400, 'BadRequest', 'Ex3FB2B6', 'System.InvalidOperationException', text);
}

export function notInRole(cmdlet: string): CmdletFailure {
  const text = `The cmdlet '${cmdlet}' is not present in the role definition of the current user.`;
  return new CmdletFailure(
    403,
    'Forbidden',
    'ExCAD5E0',
    'System.UnauthorizedAccessException',
    text,
  );
}

/** A request that doesn't reach any cmdlet. */
export function badRequest(message: string): SimulatedResponse {
  return { status: 400, body: { error: { code: 'BadRequest', message } } };
}

/** The message was released before, and the call doesn't say Force. */
export function alreadyReleased(): CmdletFailure {
  const text = 'The message has already been released. Use Force to release it again.';
  return new CmdletFailure(
    400,
    'BadRequest',
    'ExB9D6A7',
    'Microsoft.Exchange.Management.FfoQuarantine.MessageAlreadyReleasedException',
    text,
  );
}

/** The cmdlet has the parameter, but not over this transport. */
export function failsOverRest(parameter: string): CmdletFailure {
  const text = `The parameter '${parameter}' can't be used here.`;
  return new CmdletFailure(400, 'BadRequest', 'ExE1A57B', 'System.InvalidOperationException', text);
}

/** Assumption: the id and the type; a second call with the same entry would show them. */
export function duplicateEntry(): CmdletFailure {
  return new CmdletFailure(
    400,
    'BadRequest',
    'Ex6D9E3A',
    'Microsoft.Exchange.Management.TenantAllowBlockList.DuplicateEntryException',
    'Entry already exists in the list.',
  );
}

export function tooManyEntries(most: number): CmdletFailure {
  return new CmdletFailure(
    400,
    'BadRequest',
    'Ex1D7B02',
    'Microsoft.Exchange.Management.TenantAllowBlockList.QuotaExceededException',
    `The list can't have more than ${most} entries.`,
  );
}

/** Assumption: the id, the type and the text; the page only says that there is an error. */
export function tooManyUnblocks(address: string): CmdletFailure {
  const text = `'${address}' has been unblocked too often. Contact support to unblock the user.`;
  const type = `${TASKS}.UnblockLimitExceededException`;
  return new CmdletFailure(400, 'BadRequest', 'Ex5A0C97', type, text);
}

/** The limit of one cmdlet for the whole tenant. */
export function tooManyCalls(seconds: number): CmdletFailure {
  const text = 'The number of requests has exceeded the limit of this cmdlet.';
  const type = `${TASKS}.ThrottlingException`;
  const failure = new CmdletFailure(429, 'TooManyRequests', 'Ex8C4C11', type, text);
  return failure.withHeader('Retry-After', String(seconds));
}
