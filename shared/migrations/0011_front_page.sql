-- What the front page shows of a salon and finds it by: a projection of its document, written in the same batch, so that
-- a search reads short rows and not whole documents.

CREATE TABLE salon_card (
  salon_id  TEXT PRIMARY KEY,
  name      TEXT NOT NULL,
  place     TEXT NOT NULL,  -- suburb and city
  category  TEXT,
  accent    TEXT,
  languages TEXT NOT NULL,  -- JSON
  services  TEXT NOT NULL,  -- JSON: names of the first four, each text per language
  words     TEXT NOT NULL   -- name, place, category and every service's names: lower case, without accents
) STRICT, WITHOUT ROWID;

-- The salons there are. SQLite lowers ASCII alone; the accented letters of the pages' languages are named here, and a
-- salon's next edit folds whatever else there may be.
INSERT INTO salon_card (salon_id, name, place, category, accent, languages, services, words)
WITH said AS (
  SELECT salon_id, document,
         concat_ws(', ', document ->> '$.address.suburb', document ->> '$.address.city') AS place,
         (SELECT group_concat(name.value, ' ')
          FROM json_each(document, '$.services') AS service, json_each(service.value, '$.name') AS name) AS offered
  FROM salon
), heard AS (
  SELECT salon_id, concat_ws(' ', document ->> '$.name', document ->> '$.address.suburb', document ->> '$.address.city',
                             document ->> '$.category', offered) AS text
  FROM said
), letter (nth, accented, plain) AS (
  SELECT row_number() OVER (), value ->> 0, value ->> 1 FROM json_each('[
    ["ê","e"],["ë","e"],["é","e"],["è","e"],["Ê","e"],["Ë","e"],["É","e"],["È","e"],["ï","i"],["î","i"],["í","i"],
    ["ô","o"],["ö","o"],["ó","o"],["ò","o"],["Ô","o"],["Ö","o"],["û","u"],["ü","u"],["ú","u"],["Ü","u"],["á","a"],
    ["à","a"],["â","a"],["ä","a"],["Á","a"],["š","s"],["Š","s"],["ñ","n"],["ç","c"]]')
), folded (salon_id, nth, text) AS (
  SELECT salon_id, 0, lower(text) FROM heard
  UNION ALL
  SELECT folded.salon_id, letter.nth, replace(folded.text, letter.accented, letter.plain)
  FROM folded JOIN letter ON letter.nth = folded.nth + 1
)
SELECT said.salon_id, document ->> '$.name', place, document ->> '$.category', document ->> '$.accent',
       coalesce(document -> '$.languages', '["en"]'),
       (SELECT json_group_array(json(name)) FROM
         (SELECT service.value -> '$.name' AS name FROM json_each(document, '$.services') AS service ORDER BY service.key LIMIT 4)),
       folded.text
FROM said JOIN folded ON folded.salon_id = said.salon_id AND folded.nth = (SELECT max(nth) FROM letter);
