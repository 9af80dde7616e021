-- A municipality with %(size)s profiles in 200 departments. There are more people the more
-- profiles there are, but never fewer than 2 000; what is being worked on does not grow
-- beyond some thousands, as little as a municipality's hours do.
-- The two departments whose people are measured have a page of profiles and of tasks at any
-- size, or long lists would be held against short ones.
-- Nothing refers to what is not there, so nothing needs to be checked row by row.
SET session_replication_role = replica;
CREATE FUNCTION pg_temp.drawn(n bigint, salt int) RETURNS int LANGUAGE sql IMMUTABLE
    AS 'SELECT (hashint8extended(n, salt) & 2147483647)::int';
CREATE TEMPORARY TABLE sizes AS SELECT people, greatest(20, %(size)s / 4000) AS seldom
    FROM (SELECT greatest(2000, %(size)s / 50) AS people) AS counted;
INSERT INTO accounts_department (id, name, parent_id, path)
    VALUES (1, 'Sel kommune', NULL, '1/');
INSERT INTO accounts_department (id, name, parent_id, path)
    SELECT 1 + n, (ARRAY['Kultur', 'Oppvekst', 'Helse og omsorg', 'Teknisk drift', 'Næring',
        'Samfunn', 'Velferd', 'Innbyggerdialog', 'Organisasjon', 'Plan og miljø'])[n], 1,
        '1/' || 1 + n || '/'
    FROM generate_series(1, 10) n;
INSERT INTO accounts_department (id, name, parent_id, path)
    SELECT 11 + n, (ARRAY['Skole', 'Barnehage', 'Bibliotek', 'Sykehjem', 'Helsestasjon',
        'Kulturhus', 'Svømmehall'])[1 + n %% 7] || ' ' || (ARRAY['Otta', 'Heidal', 'Nord-Sel',
        'Sjoa', 'Høvringen', 'Åsmarka', 'Øyane'])[1 + n / 7 %% 7] || ' ' || n,
        2 + n %% 10, '1/' || 2 + n %% 10 || '/' || 11 + n || '/'
    FROM generate_series(1, 189) n;

INSERT INTO accounts_user (id, password, is_superuser, email, name, phone, language, theme,
        is_active, is_staff, date_joined)
    SELECT n, '!', n = 1, 'person' || n || '@sel.example',
        (ARRAY['Kari', 'Ola', 'Åse', 'Øyvind', 'Ragnhild', 'Jørgen', 'Ingrid', 'Lars', 'Nina',
            'Tor'])[1 + n %% 10] || ' ' ||
        (ARRAY['Haugen', 'Bakken', 'Ødegård', 'Lien', 'Moen', 'Åsen', 'Sæther', 'Rusten',
            'Brekke', 'Sletten', 'Vik', 'Dahl', 'Hagen', 'Solberg', 'Strand', 'Eide', 'Berg',
            'Nygård', 'Sveen', 'Kleiven'])[1 + n / 10 %% 20] || ' ' || n,
        '', 'nb', 'auto', n %% 50 <> 49, n = 1, now()
    FROM sizes, generate_series(1, people) n;
INSERT INTO accounts_appointment (user_id, role, starts_on)
    VALUES (1, 'administration', '2020-01-01');
-- A head in each department, and ten editors or more.
INSERT INTO accounts_membership (user_id, department_id, role, starts_on)
    SELECT n, CASE WHEN n <= 200 THEN n ELSE 1 + n %% 200 END,
        CASE WHEN n <= 200 THEN 'head' ELSE 'editor' END, '2020-01-01'
    FROM sizes, generate_series(2, people) n WHERE n <= 2000;

INSERT INTO profiles_profile (id, status, version, department_id, platform, name, language,
        in_use, need, owner_id, website, rhythm, reply_time, registered_by_id, registered_at,
        first_notified_at, notified_at, answer_due_on, next_evaluation_on, assessed_at,
        imported_at, for_crisis, history_length, history_digest)
    SELECT n, state, 1, CASE WHEN n <= 60 THEN 12 WHEN n <= 120 THEN 101
            ELSE 1 + pg_temp.drawn(n, 1) %% 200 END,
        (ARRAY['facebook', 'facebook', 'facebook', 'instagram', 'instagram', 'youtube',
            'linkedin', 'tiktok', 'snapchat', 'x'])[1 + pg_temp.drawn(n, 2) %% 10],
        (ARRAY['Otta', 'Heidal', 'Nord-Sel', 'Sjoa', 'Høvringen', 'Åsmarka', 'Øyane', 'Selsverket',
            'Mysuseter', 'Raphamn', 'Rosten', 'Ulvolden'])[1 + n / 3 %% 12] || ' ' ||
        (ARRAY['kulturhus', 'skole', 'barnehage', 'bibliotek', 'ungdomsklubb', 'svømmehall',
            'frivilligsentral', 'helsestasjon', 'kino', 'museum', 'korps', 'brannvesen',
            'næringsforum', 'ordfører', 'kommunestyre'])[1 + n / 37 %% 15] || ' ' || n,
        'nb', true, repeat('Innbyggerne spør oss her, og vi svarer samme dag. ', 6),
        CASE WHEN (n %% 97 = 0 OR (n <= 60 AND n %% 3 = 0)) AND state <> 'notified' THEN NULL
            ELSE 1 + pg_temp.drawn(n, 3) %% people END,
        CASE WHEN n %% 31 = 0 THEN '' ELSE 'https://www.sel.kommune.no/' || n END,
        7, 8, 2 + n %% 199, now() - n %% 2000000 * interval '1 minute',
        now() - interval '400 days', CASE WHEN state = 'notified' THEN now() - n %% 30 * interval
        '1 day' END, CASE WHEN state = 'notified' THEN current_date + (n %% 20)::int END,
        CASE WHEN state IN ('active', 'paused') THEN current_date - 30 + (n %% 700)::int END,
        CASE WHEN n %% 11 <> 0 THEN now() END, CASE WHEN n %% 11 = 0 THEN now() END,
        n %% 2000 = 0, 2, ''
    FROM (SELECT n, people, CASE WHEN n %% seldom = 1 THEN 'draft'
            WHEN n %% seldom = 2 THEN 'notified'
            WHEN pg_temp.drawn(n, 4) %% 40 = 0 THEN 'paused'
            WHEN pg_temp.drawn(n, 5) %% 12 = 0 THEN 'closed'
            WHEN pg_temp.drawn(n, 6) %% 100 = 0 THEN 'rejected' ELSE 'active' END AS state
        FROM sizes, generate_series(1, %(size)s) n) AS numbered;
INSERT INTO profiles_address (profile_id, given, platform, key, url, is_main)
    SELECT id, 'https://' || platform || '.com/' || handle, platform, handle,
        'https://www.' || platform || '.com/' || handle, true
    FROM (SELECT id, platform, (ARRAY['sel', 'otta', 'heidal', 'sjoa'])[1 + id %% 4] || '.' ||
            substr(md5(id::text), 1, 6) || id AS handle FROM profiles_profile) AS named;
INSERT INTO profiles_areaofuse (profile_id, area)
    SELECT id, (ARRAY['news', 'project', 'target_group', 'debate', 'reputation'])[1 + id %% 5]
    FROM profiles_profile WHERE id %% 13 <> 0;
INSERT INTO profiles_responsibility (profile_id, kind, accepted_by_id, accepted_at)
    SELECT id, unnest(ARRAY['content', 'functionality', 'technology', 'compliance', 'dialogue']),
        registered_by_id, registered_at
    FROM profiles_profile WHERE status <> 'draft' AND id %% 5 = 0;
INSERT INTO profiles_profile_backups (profile_id, user_id)
    SELECT id, 1 + pg_temp.drawn(id, 7) %% people FROM sizes, profiles_profile WHERE id %% 17 <> 0;

-- What happened: each was registered and, drafts apart, notified.
INSERT INTO profiles_event (id, profile_id, kind, at, actor_id, actor_name, reason, digest,
        version, data)
    SELECT 2 * id - 1, id, 'registered', registered_at, registered_by_id,
        'person' || registered_by_id, '', '', 1, '{}'
    FROM profiles_profile;
INSERT INTO profiles_event (id, profile_id, kind, at, actor_id, actor_name, reason, digest,
        version, data)
    SELECT 2 * id, id, CASE WHEN pg_temp.drawn(id, 8) %% 4 > 0 OR status = 'notified'
            THEN 'notified' ELSE 'changed' END,
        coalesce(notified_at, registered_at), registered_by_id, 'person' || registered_by_id, '',
        '', 1, '{"changes": [{"field": "website", "old": "", "new": "https://sel.example"}]}'
    FROM profiles_profile WHERE status <> 'draft';
-- A quarter has been changed after it was approved; of some the administration has yet to hear.
INSERT INTO profiles_changenotice (profile_id, event_id, noticed_at, acknowledged_at,
        acknowledged_by_id)
    SELECT profile_id, event.id, at, CASE WHEN is_noted THEN at END, CASE WHEN is_noted THEN 1 END
    FROM (SELECT *, pg_temp.drawn(id, 9) %% seldom > 2 AS is_noted
        FROM sizes, profiles_event WHERE kind = 'changed') AS event;
-- Each that is paused waits for its day; some have passed it. Others were paused once.
INSERT INTO profiles_pause (profile_id, starts_on, reopens_on, reason, text_nb, text_nn,
        planned_by_id, planned_at, started_at, ended_at)
    SELECT id, day - 60, day, 'Ferie', '', '', registered_by_id, now() - interval '100 days',
        now() - interval '90 days', CASE WHEN status <> 'paused' THEN day END
    FROM (SELECT *, CASE WHEN status <> 'paused' THEN current_date - 20
            WHEN pg_temp.drawn(id, 10) %% greatest(10, seldom / 10) = 0 THEN current_date - 5
            ELSE current_date + 1 + pg_temp.drawn(id, 11) %% 90 END AS day
        FROM sizes, profiles_profile) AS paused
    WHERE status = 'paused' OR (status = 'active' AND pg_temp.drawn(id, 12) %% 10 = 0);
INSERT INTO profiles_updaterequest (profile_id, message, asked_by_id, asked_at, answered_at,
        answered_by_id)
    SELECT id, '', 1, now() - interval '50 days', CASE WHEN is_answered THEN now() END,
        CASE WHEN is_answered THEN registered_by_id END
    FROM (SELECT *, pg_temp.drawn(id, 14) %% seldom > 3 AS is_answered
        FROM sizes, profiles_profile
        WHERE status = 'active' AND pg_temp.drawn(id, 13) %% 5 = 0) AS asked;
INSERT INTO profiles_condition (profile_id, text, due_on, responsible_id, met_at, met_by_id)
    SELECT id, 'Skriv hvem som svarer', current_date - 20 + id::int %% 60, owner_id,
        CASE WHEN is_met THEN now() END, CASE WHEN is_met THEN owner_id END
    FROM (SELECT *, pg_temp.drawn(id, 16) %% seldom > 4 AS is_met FROM sizes, profiles_profile
        WHERE status = 'active' AND owner_id IS NOT NULL AND pg_temp.drawn(id, 15) %% 10 = 0) AS set;
-- Few accounts are in other hands at a time, however many there are.
INSERT INTO profiles_hijacking (profile_id, reported_by_id, reported_at, description, outcome,
        solved_at, solved_by_id)
    SELECT id, 1, now() - interval '2 days', 'Noen andre skriver på siden.', '',
        CASE WHEN is_solved THEN now() END, CASE WHEN is_solved THEN 1 END
    FROM (SELECT id, id %% (%(size)s / 5) > 0 AS is_solved FROM profiles_profile
        WHERE id %% 200 = 0) AS hijacked;
INSERT INTO profiles_access (profile_id, two_step, private_only, recovery_place,
        roster_checked_on)
    SELECT id, 'yes', 'no', 'Safe', current_date - pg_temp.drawn(id, 17) %% 400
    FROM profiles_profile WHERE id %% 4 <> 0;
-- The owner and an editor hold each account; few who have left do so still.
INSERT INTO profiles_holder (profile_id, person_id, name, role, is_private, two_step, checked_on)
    SELECT id, owner_id, '', 'administrator', false, 'yes', current_date
    FROM profiles_profile
    WHERE owner_id IS NOT NULL AND id %% 4 <> 0 AND (owner_id %% 50 <> 49 OR id %% 10 = 0);
INSERT INTO profiles_holder (profile_id, person_id, name, role, is_private, two_step, checked_on)
    SELECT id, person_id, '', 'editor', false, 'yes', current_date
    FROM (SELECT *, 1 + pg_temp.drawn(id, 18) %% people AS person_id
        FROM sizes, profiles_profile WHERE id %% 4 <> 0) AS held
    WHERE person_id IS DISTINCT FROM owner_id AND (person_id %% 50 <> 49 OR id %% 10 = 0);
-- The administration is told of each notification, owners of every fifth approval.
INSERT INTO profiles_notice (key, recipient_id, kind, profile_id, event_id, language, subject,
        body, path, created_at, read_at, state, attempts, next_attempt_at, sent_at, last_error)
    SELECT gen_random_uuid(), CASE WHEN status = 'notified' THEN 1 ELSE owner_id END,
        CASE WHEN status = 'notified' THEN 'notification' ELSE 'approved' END, id, 2 * id, 'nb',
        'Profilen ' || name, 'Les mer i portalen.', '/profiler/' || id || '/',
        coalesce(notified_at, registered_at),
        CASE WHEN pg_temp.drawn(id, 19) %% 4 > 0 THEN now() END, 'sent', 1, now(), now(), ''
    FROM profiles_profile
    WHERE status = 'notified' OR (status = 'active' AND owner_id IS NOT NULL AND id %% 5 = 0);
SELECT setval(pg_get_serial_sequence('profiles_profile', 'id'), %(size)s);
SELECT setval(pg_get_serial_sequence('profiles_event', 'id'), 2 * %(size)s);
SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), people) FROM sizes;
SELECT setval(pg_get_serial_sequence('accounts_department', 'id'), 200);
SET session_replication_role = DEFAULT;
