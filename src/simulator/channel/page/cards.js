/* global AdaptiveCards, markdownit, matchMedia */

const FONT = '"Segoe UI", system-ui, -apple-system, "Helvetica Neue", sans-serif';
const MONO = 'ui-monospace, "Cascadia Mono", Consolas, monospace';

/** Teams' own colours, near enough: text, its subtle form, background. */
const PALETTE = {
  light: {
    text: '#242424',
    subtle: '#616161',
    accent: '#5b5fc7',
    good: '#0e700e',
    warning: '#8a5300',
    attention: '#c4314b',
    card: '#ffffff',
    emphasis: '#f5f5f5',
    line: '#d1d1d1',
    goodSurface: '#e7f2da',
    attentionSurface: '#fcf4f6',
    warningSurface: '#fbf6d9',
    accentSurface: '#e8ebfa',
  },
  dark: {
    text: '#ffffff',
    subtle: '#adadad',
    accent: '#9299f7',
    good: '#92c353',
    warning: '#f8d22a',
    attention: '#f9526b',
    card: '#292929',
    emphasis: '#333333',
    line: '#525252',
    goodSurface: '#1f2f12',
    attentionSurface: '#3e1f25',
    warningSurface: '#3a3207',
    accentSurface: '#2f3163',
  },
};

const darkMode = matchMedia('(prefers-color-scheme: dark)');

function foreground(colors) {
  const shade = (color) => ({ default: color, subtle: `${color}cc` });
  return {
    default: { default: colors.text, subtle: colors.subtle },
    dark: { default: colors.text, subtle: colors.subtle },
    light: { default: colors.subtle, subtle: colors.subtle },
    accent: shade(colors.accent),
    good: shade(colors.good),
    warning: shade(colors.warning),
    attention: shade(colors.attention),
  };
}

function hostConfig(colors) {
  const foregroundColors = foreground(colors);
  const container = (backgroundColor) => ({ backgroundColor, foregroundColors });
  const sizes = { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 };
  const weights = { lighter: 300, default: 400, bolder: 600 };
  return new AdaptiveCards.HostConfig({
    supportsInteractivity: true,
    fontTypes: {
      default: { fontFamily: FONT, fontSizes: sizes, fontWeights: weights },
      monospace: { fontFamily: MONO, fontSizes: { ...sizes, default: 13 }, fontWeights: weights },
    },
    spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: colors.line },
    imageSizes: { small: 32, medium: 52, large: 100 },
    containerStyles: {
      default: container(colors.card),
      emphasis: container(colors.emphasis),
      good: container(colors.goodSurface),
      attention: container(colors.attentionSurface),
      warning: container(colors.warningSurface),
      accent: container(colors.accentSurface),
    },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
      showCard: { actionMode: 'inline', inlineTopMargin: 12, style: 'emphasis' },
    },
    factSet: {
      title: { weight: 'bolder', maxWidth: 160, wrap: true },
      value: { wrap: true },
      spacing: 12,
    },
    textStyles: { heading: { size: 'large', weight: 'bolder' } },
    inputs: {
      label: {
        inputSpacing: 'small',
        requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' },
        optionalInputs: { weight: 'bolder' },
      },
      errorMessage: { color: 'attention', weight: 'bolder', spacing: 'small' },
    },
    table: { cellSpacing: 8 },
  });
}

const markdown = () => markdownit({ linkify: true });

/** Own text in Markdown, with every address made a link: the worst that a client does with it. */
export function renderMarkdown(text, target) {
  target.innerHTML = markdown().render(text);
  guardLinks(target);
}

/**
 * Draws a card. `onAction` gets {type, verb, title, id, data} of a pressed button; unknown elements show their fallback.
 */
export function drawCard(content, onAction) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = hostConfig(darkMode.matches ? PALETTE.dark : PALETTE.light);
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown().render(text);
    result.didProcess = true;
  };
  card.onExecuteAction = (action) => {
    const type = action.getJsonTypeName();
    if (type === 'Action.OpenUrl') {
      globalThis.open(action.url, '_blank', 'noopener,noreferrer');
      return;
    }
    const { verb, title, id, data } = action;
    onAction({ type, verb, title, id, data });
  };
  card.parse(content);
  const element = card.render();
  if (element === undefined) return undefined;
  guardLinks(element);
  for (const button of element.querySelectorAll('button')) button.type = 'button';
  return element;
}

/** Calls back when the colour scheme changes, as cards carry their colours with them. */
export function onSchemeChange(listener) {
  darkMode.addEventListener('change', listener);
}

function guardLinks(element) {
  for (const link of element.querySelectorAll('a[href]')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
}
