// The words of this page alone: in its own language where it has one, else in the first of the browser's that there is.
import { Formatter, type Args, type Catalogue } from '../i18n/format.ts';

const loaders = {
    en: () => import('virtual:messages/en/book'),
    fr: () => import('virtual:messages/fr/book'),
};
type Language = keyof typeof loaders;
const known = (locale: string) => Object.keys(loaders).find((l) => l === locale.toLowerCase().split('-')[0]) as Language | undefined;
const preferred = () => navigator.languages.map(known).find((l) => l) ?? 'en';
/** dates as in the visitor's own region, where the browser names one for that language */
const regional = (language: Language) => navigator.languages.find((l) => l.startsWith(`${language}-`)) ?? (language === 'en' ? 'en-GB' : language);

let current = $state.raw({ language: preferred(), messages: {} as Catalogue, f: new Formatter(regional(preferred())) });

export async function speak(wanted: string | null = null) {
    const language = (wanted && known(wanted)) || preferred();
    if (language === current.language && Object.keys(current.messages).length) return;
    const messages = (await loaders[language]()).default as Catalogue;
    current = { language, messages, f: new Formatter(regional(language)) };
    document.documentElement.lang = language;
}

export const words = {
    get language() { return current.language; },
    get f() { return current.f; },
};
export function t(key: string, args: Args = {}): string {
    const message = current.messages[key];
    return message === undefined ? '' : typeof message === 'string' ? message : message(args, current.f);
}
