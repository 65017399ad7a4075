import { Option } from 'commander';
import { formats } from './formats.js';

export function tenantOption(): Option {
  return new Option('-t, --tenant <tenant...>', 'these tenants only, by id or name');
}

export function formatOption(): Option {
  return new Option('-f, --format <format>', 'form of the data').choices(formats).default('table');
}

export function shortFormatOption(): Option {
  return new Option('-f, --format <format>').choices(['table', 'json']).default('table');
}

export function outputOption(): Option {
  return new Option(
    '-o, --output <file>',
    'write the data to a file (CSV in the form that Excel expects)',
  );
}
