"""Words by which a name reads as the newsroom's, in every language that pages are shown in.

A reader of any paper knows some of them, whichever language the paper has: all languages always count.
"""

# Wherever they stand in a name.
ANYWHERE: dict[str, str] = {
    "en": "newsroom newsdesk editor editors editorial moderator moderators moderation admin admins "
    "administrator administrators webmaster sysadmin reporter reporters publisher",
    "de": "redaktion redakteur redakteurin redaktor redaktorin moderation moderator moderatorin "
    "administrator administratorin reporterin herausgeber herausgeberin",
    "es": "redacción redactor redactora editor editora moderador moderadora moderación administrador "
    "administradora reportero reportera",
    "fr": "rédaction rédacteur rédactrice éditeur éditrice modérateur modératrice modération administrateur "
    "administratrice reporter",
    "ar": "محرر محررة محررون محررين مراسل مراسلة",
}
# Only where they are all there is, beside what `BESIDE` holds: they are also surnames and other people's trades.
ALONE: dict[str, str] = {
    "en": "staff operator treasurer mod mods administration journalist journalists press support management",
    "de": "verwaltung betreiber betreiberin schatzmeister schatzmeisterin mitarbeiter mitarbeiterin journalist "
    "journalistin verlag presse",
    "es": "administración dirección operador operadora tesorero tesorera periodista prensa",
    "fr": "administration direction opérateur opératrice trésorier trésorière journaliste presse",
    "ar": "تحرير مشرف مشرفة إشراف إدارة مدير مديرة صحفي صحفية صحافي صحافية",
}
# Several words: where all of them are there, in any order.
TOGETHER: dict[str, tuple[str, ...]] = {
    "en": ("news desk", "news room", "news team", "press office", "customer service"),
    "de": ("nachrichten team", "leser service"),
    "es": ("equipo noticias", "sala noticias"),
    "fr": ("équipe actualités", "salle presse"),
    "ar": ("هيئة التحرير", "غرفة الأخبار", "فريق الأخبار"),
}
ARTICLES = "the a an der die das el la los las le les l de du des del d of von"
# What is added to a name without making it another one.
BESIDE = f"""{ARTICLES} our your from at for to team desk official real true verified member site web online chief head
    senior deputy vice co sub super news
    unser unsere euer eure dein deine vom beim im echt echte offiziell offizielle chef leitende leitender
    nuestro nuestra equipo oficial verdadero verdadera jefe jefa
    notre votre équipe officiel officielle vrai vraie en
    فريق رسمي رسمية رئيس رئيسة هيئة قسم من حقيقي حقيقية"""
