"""Link translations: which articles tell one story.

    stories     a stated story, the same source URL; and what a story says of why its articles belong together
    traits      what of a text survives translation: numbers, names, where paragraphs end
    likeness    neighbours by rare traits, and features of pairs
    judge       features of a pair → 0 to 1, by shipped trees
    contrast    scores of pairs → lower where a rival fits better by what sets twins apart
    groups      scores of pairs → groups

Pure; sees no files and no store. Evidence, the strongest first: a stated story; the same source URL in normal form; the
content itself, for articles that have neither. A wrong link is worse than a missed one.

Not here: who is compared with whom again after a change (`pipeline/linking.py`), pairs of paragraphs (`align`),
addresses of the language switcher (`plan`).
"""

from site_builder.link.stories import link_stories, story_key, story_of

__all__ = ["link_stories", "story_key", "story_of"]
