"""Words in a short block that tell of something else than the article. Data, no code."""

from __future__ import annotations

_PROMO = """
subscribe subscription subscriber subscribers newsletter newsletters sign signup login log register account
free download click tap app cookies cookie privacy terms advertisement sponsored donate support membership
member members trial offer inbox email e-mail follow like share facebook twitter instagram whatsapp telegram
youtube tiktok linkedin comment comments abonnieren abo anmelden newsletter kostenlos jetzt registrieren
datenschutz folgen teilen kommentare kommentar anzeige abonnez-vous abonner inscrivez-vous inscription gratuit
suivez partager commentaires suscríbete suscribirse suscripción boletín síguenos compartir comentarios
inscreva-se assine siga compartilhe iscriviti abbonati seguici condividi aanmelden nieuwsbrief deel reageren
prenumerera nyhetsbrev anmäl zapisz subskrybuj подписывайтесь подпишитесь підписуйтесь telegram-канал читайте
اشترك تابعنا مشترک عضویت
"""
_ABOUT = """
author reporter correspondent journalist editor writer columnist contributor freelance written staff bio
writes contact autor autorin redakteur redakteurin journalistin korrespondent journaliste rédacteur rédaction
periodista redactor redacción jornalista repórter giornalista redazione redacteur dziennikarz журналист
корреспондент редактор twitter @ phd professor university founder ceo he she
"""
_NOTE = """
updated published originally republished first appeared article story version translated translation reporting
editing additional correction corrected clarification copyright rights reserved reproduction permission ap afp
reuters dpa source sources via read more also see related watch listen photo image video gallery getty
aktualisiert veröffentlicht quelle artikel lesen mehr auch mis actualizado publicado fuente lee también foto
imagen lire aussi publié mis à jour source leia também leggi anche fonte lees ook bron читайте также источник
фото джерело
"""
PROMO = frozenset(_PROMO.split())
ABOUT = frozenset(_ABOUT.split())
NOTE = frozenset(_NOTE.split())
