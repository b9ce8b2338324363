"""The slash commands, one module per family."""

from bot.client import Command
from bot.commands.compare import compare
from bot.commands.dice import dice
from bot.commands.draw import draw
from bot.commands.dream import dream
from bot.commands.gallery import search, show_map, similar
from bot.commands.help import show_help
from bot.commands.history import show_history
from bot.commands.imagine import imagine
from bot.commands.info import info
from bot.commands.line import favourites, show_job, show_queue
from bot.commands.morph import morph
from bot.commands.prefer import prefer
from bot.commands.quota import quota
from bot.commands.settings import settings
from bot.commands.style import style
from bot.commands.template import template
from bot.commands.translate import translate
from bot.commands.upscale import upscale
from bot.commands.walk import walk
from bot.commands.writer import describe, enhance, shorten

ALL: tuple[Command, ...] = (
    *(imagine, compare, template),
    *(enhance, describe, shorten),
    *(style, dream, translate, morph, walk, draw, dice, upscale),
    *(show_queue, show_job, info, favourites, show_history, show_help),
    *(show_map, similar, search),
    *(quota, settings, prefer),
)
