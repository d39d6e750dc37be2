// Every message that the sources name is there in every language, takes the same arguments, and compiles.
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { expect, test } from 'vitest';
import { Formatter, type Message } from '../src/i18n/format.ts';
import { catalogue, compile, picked, usedKeys } from '../scripts/messages.ts';

const languages = ['en', 'fr'];

function names(elements: MessageFormatElement[], found = new Set<string>()): Set<string> {
    for (const e of elements) {
        if (e.type === TYPE.literal || e.type === TYPE.pound) continue;
        if ('value' in e) found.add(e.value);
        if (e.type === TYPE.plural || e.type === TYPE.select) for (const o of Object.values(e.options)) names(o.value, found);
    }
    return found;
}

test.each(languages)('every key of the sources is in %s', (language) => {
    const all = catalogue(language);
    const missing = [...usedKeys().literals].filter((key) => /\.(ts|svelte|js|css|json)$/.test(key) === false && !(key in all));
    expect(missing).toEqual([]);
});

test('messages take the same arguments in every language', () => {
    const en = catalogue('en'), fr = catalogue('fr');
    for (const [key, text] of Object.entries(en)) {
        expect([key, [...names(parse(fr[key] ?? '', { ignoreTag: true }))].sort()]).toEqual([key, [...names(parse(text, { ignoreTag: true }))].sort()]);
    }
});

const evaluate = (key: string, text: string): Message => (new Function(`return {${compile(key, text)}}`)() as Record<string, Message>)[key];

test('compiled messages say what ICU says', () => {
    const say = (text: string, locale: string, args = {}) => {
        const m = evaluate('k', text);
        return typeof m === 'string' ? m : m(args, new Formatter(locale));
    };
    expect(say('Plain “text” with \\ and `', 'en')).toBe('Plain “text” with \\ and `');
    expect(say('{n, plural, one {# task} other {# tasks}}', 'en', { n: 1 })).toBe('1 task');
    expect(say('{n, plural, one {# task} other {# tasks}}', 'en', { n: 1200 })).toBe('1,200 tasks');
    expect(say('{n, plural, one {# tâche} other {# tâches}}', 'fr', { n: 0 })).toBe('0 tâche');
    expect(say('{n, plural, =0 {none} one {one} other {#}}', 'en', { n: 0 })).toBe('none');
    expect(say('{n, plural, offset:1 one {you and # other} other {you and # others}}', 'en', { n: 2 })).toBe('you and 1 other');
    expect(say('{g, select, a {A} other {O}} {name}', 'en', { g: 'a', name: 'x' })).toBe('A x');
    expect(say("It''s {n, number}", 'en', { n: 1234.5 })).toBe("It's 1,234.5");
});

test.each(languages)('every message taken into %s compiles', (language) => {
    for (const [key, text] of picked(language)) expect(() => evaluate(key, text)).not.toThrow();
});
