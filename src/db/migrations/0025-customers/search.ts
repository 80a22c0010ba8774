import { ANY_LEVEL, guarded, within } from '../0004-access/rules.ts';

/** Who may read the customer at all, and who sees its phone and tax id as they are. */
const reads = (customer: string) => within(customer, ANY_LEVEL, `or (select app.has_role('{hr,auditor}'))`);
const sees = (customer: string) => within(customer, '{edit,export}', `or (select app.has_role('{hr}'))`);
const escaped = (text: string) => `replace(replace(replace(${text}, '\\', '\\\\'), '%', '\\%'), '_', '\\_')`;

/**
 * Search by piece of a name, by its sound in pinyin, whole or by initials, by number, and in spite of typing errors. Chinese is looked
 * up in the trigram index too: pairs of characters are kept as words of their own, so that two characters are enough.
 */
export const search = `
create table pinyin (
  character text primary key check (char_length(character) = 1),
  reading text not null check (reading ~ '^[a-z]+$'),
  others text[] not null default '{}'
);
comment on table pinyin is 'How a Chinese character is spelt without tones: its usual reading, and the others of one that has several. Reference data.';
${guarded('pinyin')}

alter table customer_search add column keys text, add column numbers text;
comment on column customer_search.keys is 'Words between blanks: pairs of Chinese characters, spellings in pinyin and their initials, the code; NULL: not made yet.';
comment on column customer_search.numbers is 'Digits of phones and the tax id, between blanks. Sensitive: looked through only for those who see them as they are.';
create index customer_search_keys on customer_search using gin (keys gin_trgm_ops);
create index customer_search_numbers on customer_search using gin (numbers gin_trgm_ops);

create function app.digits(number text) returns text language sql immutable parallel safe
  return regexp_replace(regexp_replace(number, '\\D', '', 'g'), '^(0086|86)(?=\\d{10,})', '');
comment on function app.digits(text) is 'A phone number without what is written between its digits and without the code of China.';

create function app.spell_on(so_far text[], reading text, others text[]) returns text[] language plpgsql immutable parallel safe as $$
begin
  if coalesce(cardinality(others), 0) = 0 or cardinality(so_far) >= 16 then
    if cardinality(so_far) = 1 then so_far[1] := so_far[1] || ' ' || reading; return so_far; end if;
    return array(select s || ' ' || reading from unnest(so_far) s);
  end if;
  return array(select s || ' ' || r from unnest(reading || others) r, unnest(so_far) s);
end $$;
create aggregate app.spellings(text, text[]) (sfunc = app.spell_on, stype = text[], initcond = '{""}');

create function app.spell(name text) returns text[] language sql stable parallel safe security definer
set search_path = public, pg_temp as $$
  select app.spellings(coalesce(p.reading, l.c), p.others order by l.i)
    from string_to_table(lower(normalize(name, NFKC)), null) with ordinality l(c, i)
    left join lateral (select p.reading, p.others from pinyin p where p.character = l.c limit 1) p on true
   where p.reading is not null or l.c ~ '[a-z0-9]'
$$;
comment on function app.spell(text) is 'Spellings of a name in pinyin, syllables apart, the usual one first: several where a character has several readings, some thirty at the most.';

create or replace function app.index_customers(ids uuid[]) returns void language sql security definer
set search_path = public, pg_temp as $$
  with names as materialized (
    select c.id, c.id as part, lower(normalize(c.name, NFKC)) as name from customers c where c.id = any (ids)
    union all
    select k.customer_id, k.id, lower(normalize(k.name, NFKC)) from contacts k where k.customer_id = any (ids)
  ), letters as materialized (
    -- Letter by letter by the key: a join would read all of the table for one name.
    select n.id, n.part, l.i, substr(n.name, l.i::int, 2) as pair, p.reading, p.others, coalesce(p.reading, case when l.c ~ '[a-z0-9]' then l.c end) as sound
      from names n cross join lateral string_to_table(n.name, null) with ordinality l(c, i)
      left join lateral (select p.reading, p.others from pinyin p where l.c > '~' and p.character = l.c limit 1) p on true
     where n.name ~ '[\\u3400-\\u9fff]'
  ), words as (
    select id, concat_ws(' ', string_agg(pair, ' ') filter (where reading is not null), string_agg(sound, '' order by i), string_agg(left(sound, 1), '' order by i)) as keys
      from letters group by id, part
    union all
    -- The other readings, for those few names that have some.
    select s.id, concat_ws(' ', replace(w.spelling, ' ', ''), regexp_replace(w.spelling, ' (.)[^ ]*', '\\1', 'g'))
      from (select id, app.spellings(sound, others order by i) filter (where sound is not null) as spellings
              from letters where (id, part) in (select id, part from letters where others <> '{}') group by id, part) s
     cross join lateral unnest(s.spellings) with ordinality w(spelling, nth) where w.nth > 1
  ), found_by as (
    select id, string_agg(keys, ' ') as keys from words group by 1
  )
  insert into customer_search (customer_id, text, keys, numbers)
  select c.id, lower(concat_ws(' ', c.name, c.city, c.email, k.text)),
         concat(' ', concat_ws(' ', w.keys, lower(c.source_id),
                               case when c.source_id ~ '[^[:alnum:]]' then regexp_replace(lower(c.source_id), '[^[:alnum:]]', '', 'g') end), ' '),
         ' ' || nullif(concat_ws(' ', app.digits(c.phone), lower(regexp_replace(c.tax_id, '[^[:alnum:]]', '', 'g')), k.numbers), '') || ' '
    from customers c left join found_by w on w.id = c.id left join lateral (
      select string_agg(concat_ws(' ', k.name, k.email), ' ' order by k.id) as text, string_agg(distinct app.digits(k.phone), ' ') as numbers
        from contacts k where k.customer_id = c.id) k on true
   where c.id = any (ids)
  on conflict (customer_id) do update set text = excluded.text, keys = excluded.keys, numbers = excluded.numbers
   where (customer_search.text, customer_search.keys, customer_search.numbers) is distinct from (excluded.text, excluded.keys, excluded.numbers);
$$;

-- A transfer changes nothing by which a customer is found: neither of the customer nor of its contacts.
create or replace function app.index_changed_customers() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare ids uuid[];
begin
  if tg_op <> 'INSERT' and app.engine_moves() then return null; end if;
  if tg_table_name = 'contacts' then
    select array_agg(distinct customer_id) into ids from inserted;
  elsif tg_op = 'INSERT' then
    select array_agg(id) into ids from inserted;
  else
    select array_agg(n.id) into ids from inserted n join replaced o on o.id = n.id
     where (n.name, n.city, n.email, n.phone, n.tax_id, n.source_id) is distinct from (o.name, o.city, o.email, o.phone, o.tax_id, o.source_id);
  end if;
  if ids is not null then perform app.index_customers(ids); end if;
  return null;
end $$;

create function app.find_customers(query text, max_rows integer) returns table (id uuid, score real)
language plpgsql stable security definer
set search_path = public, pg_temp set plan_cache_mode = force_custom_plan set jit = off set pg_trgm.word_similarity_threshold = 0.5 as $$
declare
  q text := lower(normalize(btrim(query), NFKC));
  bare text := regexp_replace(q, '[\\s''’.·-]+', '', 'g');
  piece text := ${escaped('q')};
  chinese boolean := bare ~ '^[\\u3400-\\u9fff]+$';
  long boolean := char_length(bare) >= 3;
  latin boolean := bare ~ '^[a-z0-9]+$';
  in_text text := case when long or not (chinese or latin) then '%' || piece || '%' end;
  at_start text := case when latin and not long then piece || '%' end;
  at_word text := case when latin and not long then '% ' || piece || '%' end;
  in_keys text := case when chinese and char_length(bare) = 1 then '% ' || bare || '%'
                       when chinese and not long then '% ' || bare || ' %'
                       when latin and long then '%' || bare || '%'
                       when latin then '% ' || bare || '%' end;
  digits text := case when q ~ '^[0-9+() .-]+$' then app.digits(q) end;
  number text := case when char_length(digits) >= 4 then '%' || digits || '%'
                      when bare ~ '^(?=.*[0-9])[0-9a-z]{15,20}$' then '% ' || bare || ' %' end;
  sound text;
  ids uuid[]; scores real[];
begin
  if q = '' then return; end if;
  with hit as (
    (select c.id, (case when lower(c.name) = q then 1 when lower(c.name) like piece || '%' then 0.9 when lower(c.name) like '%' || piece || '%' then 0.8
                        when s.text like '%' || piece || '%' then 0.7 when s.keys like '% ' || bare || ' %' then 0.6
                        when s.keys like '% ' || bare || '%' then 0.5 else 0.4 end)::real as score
       from customer_search s join customers c on c.id = s.customer_id
      where (s.text like in_text or s.text like at_start or s.text like at_word or s.keys like in_keys)
        and c.merged_into is null and ${reads('c')}
      limit 3000)
    union all
    (select c.id, 0.95::real from customer_search s join customers c on c.id = s.customer_id
      where s.numbers like number and c.merged_into is null and ${sees('c')} limit 200)
  ), best as (
    select h.id, max(h.score) as score from hit h group by 1 order by 2 desc, 1 limit least(max_rows, 200)
  )
  select array_agg(b.id order by b.score desc, b.id), array_agg(b.score order by b.score desc, b.id) into ids, scores from best b;
  if coalesce(cardinality(ids), 0) < 5 and char_length(bare) >= (case when latin then 4 else 2 end) and char_length(bare) <= 40 and digits is null then
    -- Few or none: what sounds the same (another character, the traditional one), then what is nearly the same.
    sound := case when not latin then nullif(replace((app.spell(q))[1], ' ', ''), '') end;
    with near as (
      select c.id, (case when s.keys like '%' || sound || '%' then 0.35
                         else 0.3 * greatest(word_similarity(q, s.text), word_similarity(coalesce(sound, bare), s.keys)) end)::real as score
        from customer_search s join customers c on c.id = s.customer_id
       where (s.keys like '%' || sound || '%' or q <% s.text or coalesce(sound, bare) <% s.keys)
         and c.merged_into is null and c.id <> all (coalesce(ids, '{}')) and ${reads('c')}
       limit 1000
    ), best as (
      select n.id, n.score from near n order by 2 desc, 1 limit least(max_rows, 200) - coalesce(cardinality(ids), 0)
    )
    select coalesce(ids, '{}') || coalesce(array_agg(b.id order by b.score desc, b.id), '{}'),
           coalesce(scores, '{}') || coalesce(array_agg(b.score order by b.score desc, b.id), '{}') into ids, scores from best b;
  end if;
  return query select f.id, f.score from unnest(ids, scores) f(id, score);
end $$;
comment on function app.find_customers(text, integer) is
  'Customers that a query finds within the reach of app.me, the best first, at most 200. Phones and tax ids are looked through only where the person sees them as they are, so that a hit tells nobody what is masked for them.';

revoke execute on function app.digits(text), app.spell_on(text[], text, text[]), app.spellings(text, text[]), app.spell(text),
  app.find_customers(text, integer) from public;
grant execute on function app.find_customers(text, integer) to handover_api;
`;
