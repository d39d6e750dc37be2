// Markdown in the browser: loaded when the first text is shown. Raw HTML is off, so what comes out is safe to insert;
// links go out in their own tab without telling where from.
type MarkdownIt = import('markdown-it').MarkdownIt;

let made: Promise<MarkdownIt> | undefined;

export function renderer(): Promise<MarkdownIt> {
    made ??= import('markdown-it').then(({ default: Markdown }) => {
        const md = new Markdown({ html: false, linkify: true, breaks: true, typographer: false });
        md.disable('image');
        const plain = md.renderer.rules.link_open ?? ((tokens, i, options, _env, self) => self.renderToken(tokens, i, options));
        md.renderer.rules.link_open = (tokens, i, options, env, self) => {
            const href = String(tokens[i].attrGet('href') ?? '');
            if (!href.startsWith('/')) {
                tokens[i].attrSet('target', '_blank');
                tokens[i].attrSet('rel', 'noopener noreferrer');
            }
            return plain(tokens, i, options, env, self);
        };
        return md;
    });
    return made;
}
export const render = async (text: string): Promise<string> => (await renderer()).render(text);
