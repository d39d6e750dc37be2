// What the compiled messages call (see scripts/messages.ts): f.n number, f.d date, f.t time, f.s text, f.c select, f.p plural.
export type Args = Record<string, unknown>;
export type Message = string | ((a: Args, f: Formatter) => string);
export type Catalogue = Record<string, Message>;

type Branch = (x: number) => string;

export class Formatter {
    readonly locale: string;
    private made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.PluralRules>();

    constructor(locale: string) {
        this.locale = locale;
    }

    private keep<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.PluralRules>(key: string, make: () => T): T {
        let it = this.made.get(key) as T | undefined;
        if (!it) this.made.set(key, (it = make()));
        return it;
    }

    number(options: Intl.NumberFormatOptions = {}) {
        return this.keep('n' + JSON.stringify(options), () => new Intl.NumberFormat(this.locale, options));
    }
    date(options: Intl.DateTimeFormatOptions) {
        return this.keep('d' + JSON.stringify(options), () => new Intl.DateTimeFormat(this.locale, options));
    }
    private rules(type: Intl.PluralRuleType) {
        return this.keep('p' + type, () => new Intl.PluralRules(this.locale, { type }));
    }

    s = (v: unknown) => (v == null ? '' : typeof v === 'number' ? this.number().format(v) : String(v));
    n = (v: unknown, style: string) => {
        const options: Intl.NumberFormatOptions =
            style === 'percent' ? { style: 'percent' } : style === 'integer' ? { maximumFractionDigits: 0 } : {};
        return this.number(options).format(Number(v));
    };
    d = (v: unknown, style: string) =>
        this.date({ dateStyle: (style || 'medium') as 'medium' }).format(v instanceof Date ? v : new Date(String(v)));
    t = (v: unknown) => this.date({ timeStyle: 'short' }).format(v instanceof Date ? v : new Date(String(v)));
    c = (v: unknown, branches: Record<string, () => string>) => (branches[String(v)] ?? branches.other)();
    p = (v: unknown, offset: number, type: Intl.PluralRuleType, branches: Record<string, Branch>) => {
        const n = Number(v);
        const branch = branches[`=${n}`] ?? branches[this.rules(type).select(n - offset)] ?? branches.other;
        return branch(n - offset);
    };
}
